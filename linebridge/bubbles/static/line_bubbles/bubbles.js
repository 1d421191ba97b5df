/* Puts the measures and colours of messages in place. Pages forbid inline style; setting properties by script is allowed. */
(() => {
  "use strict";
  const KNOWN = new Set([
    "aspect-ratio", "background-color", "background-image", "border-color", "border-radius", "border-width", "bottom",
    "color", "flex-grow", "font-size", "height", "inset-inline-end", "inset-inline-start", "left", "line-height",
    "margin-inline-start", "margin-top", "max-height", "max-width", "padding", "padding-bottom", "padding-inline-end",
    "padding-inline-start", "padding-top", "top", "width", "-webkit-line-clamp",
  ]);
  const put = (element) => {
    for (const rule of element.dataset.lb.split(";")) {
      const cut = rule.indexOf(":");
      const name = rule.slice(0, cut);
      if (KNOWN.has(name)) element.style.setProperty(name, rule.slice(cut + 1));
    }
  };
  const putAll = (root) => {
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    if (root.matches("[data-lb]")) put(root);
    root.querySelectorAll("[data-lb]").forEach(put);
  };
  const start = () => {
    putAll(document.documentElement);
    new MutationObserver((changes) => {
      for (const change of changes) change.addedNodes.forEach(putAll);
    }).observe(document.documentElement, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
