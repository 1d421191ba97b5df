/* The figures of a running delivery, anew every three seconds until it has ended. */
(() => {
  const box = document.getElementById("line-figures");
  if (!box || !box.dataset.renew) return;
  const renew = async () => {
    try {
      const answer = await fetch(box.dataset.renew, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.ok) {
        box.innerHTML = await answer.text();
        if (!box.querySelector('[data-state="sending"]')) { window.location.reload(); return; }
      }
    } catch (error) { /* the next round tries again */ }
    window.setTimeout(renew, 3000);
  };
  window.setTimeout(renew, 3000);
})();
