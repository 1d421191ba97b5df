// Figures of work that is running: what `data-renew` leads to replaces the content of its element every few seconds, until
// the answer holds `data-running="no"`. Then the whole page is asked for, because its buttons have changed too.
(() => {
  const EVERY = 3_000; // milliseconds

  const follow = (box) => {
    const renew = async () => {
      try {
        const answer = await fetch(box.dataset.renew, { headers: { "X-Requested-With": "XMLHttpRequest" } });
        if (answer.redirected) return; // to the sign-in page, which is not for this place
        if (answer.ok) {
          box.innerHTML = await answer.text();
          if (box.querySelector('[data-running="no"]')) {
            window.location.reload();
            return;
          }
        }
      } catch {
        // The network is away for a moment, and the next round asks again.
      }
      window.setTimeout(renew, EVERY);
    };
    window.setTimeout(renew, EVERY);
  };

  for (const box of document.querySelectorAll("[data-renew]")) follow(box);
})();
