/* A question for a date has no choices, and only dates and districts can be answered several times. */
(function () {
  "use strict";
  function start() {
    const kind = document.querySelector("select[name=kind]");
    if (!kind) return;
    const choices = (document.getElementById("id_choices-TOTAL_FORMS") || kind).closest("section.w-panel");
    const most = (document.querySelector("[name=most]") || kind).closest("section.w-panel");
    function show() {
      const chosen = ["one", "several"].includes(kind.value);
      if (choices) choices.hidden = !chosen;
      if (most) most.hidden = !["date", "district"].includes(kind.value);
    }
    kind.addEventListener("change", show);
    show();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
