/* Watches for the code to arrive, so that the screen says so without a reload. */
(function () {
  "use strict";
  const status = document.querySelector("[data-enrol]"); // the script is deferred, so the page is there
  if (!status) return;
  let left = 120;
  async function look() {
    if (left-- <= 0) return;
    try {
      const answer = await fetch(status.dataset.enrol, { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()).phones > Number(status.dataset.phones)) {
        status.textContent = status.dataset.done;
        return;
      }
    } catch (_error) {
      /* the next look may work */
    }
    setTimeout(look, 3000);
  }
  setTimeout(look, 3000);
})();
