/* In an instruction only the fields that matter are shown: the segment for "a segment", the time for "at a set time". */
(() => {
  const DEPENDS = { audience: ["segment", "segment"], when: ["at", "at"] };
  const show = (radio) => {
    const found = radio.name.match(/^(line_instructions-\d+)-(audience|when)$/);
    if (!found || !radio.checked) return;
    const [name, value] = DEPENDS[found[2]];
    const field = document.getElementById(`id_${found[1]}-${name}`);
    const box = field && field.closest(".w-panel__wrapper");
    if (box) box.toggleAttribute("data-line-hidden", radio.value !== value);
  };
  const all = (root) => root.querySelectorAll('input[type="radio"][name^="line_instructions-"]').forEach(show);
  document.addEventListener("change", (event) => { if (event.target.type === "radio") show(event.target); });
  document.addEventListener("DOMContentLoaded", () => all(document));
  new MutationObserver((records) => records.forEach((r) => r.addedNodes.forEach((n) => { if (n.querySelectorAll) all(n); })))
    .observe(document.documentElement, { childList: true, subtree: true });
})();
