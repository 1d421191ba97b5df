/* The figures of a running import, anew every two seconds until it has ended. */
(() => {
  const box = document.getElementById("import-figures");
  if (!box || !box.dataset.renew) return;
  const renew = async () => {
    try {
      const answer = await fetch(box.dataset.renew, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.ok) {
        box.innerHTML = await answer.text();
        if (box.querySelector('[data-running="no"]')) { window.location.reload(); return; }
      }
    } catch (error) { /* the next round tries again */ }
    window.setTimeout(renew, 2000);
  };
  window.setTimeout(renew, 2000);
})();
