// Names for what Wagtail leaves without. On a phone each row of a list is a card (admin.css), and whoever listens to the
// screen still hears a table: a browser forgets that it is one once its rows are laid out as blocks.
(() => {
  const ROLES = { THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

  const name = (table) => {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((head) => head.textContent.trim());
    table.setAttribute("role", "table");
    for (const element of table.querySelectorAll(":is(thead, tbody, tr, td, th)")) {
      const heading = element.closest("thead") ? "columnheader" : "rowheader";
      element.setAttribute("role", ROLES[element.tagName] ?? heading);
    }
    for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
      if (row.cells.length !== heads.length) continue;
      [...row.cells].forEach((cell, n) => {
        const says = cell.textContent.trim() || cell.querySelector("img, svg, input, button, a");
        cell.dataset.label = heads[n];
        cell.toggleAttribute("data-empty", !says);
      });
    }
  };

  // The field that a list of tags types into is made by a script, which gives it no name.
  const nameTags = (input) => {
    const field = input.closest(".w-field__input")?.querySelector("input[id]");
    const label = field && document.querySelector(`label[for="${field.id}"]`);
    if (label) input.setAttribute("aria-label", label.textContent.replace("*", "").trim());
  };

  const nameAll = (root) => {
    if (root.matches?.("table.listing")) name(root);
    root.querySelectorAll?.("table.listing").forEach(name);
    root.querySelectorAll?.(".tagit-new input").forEach(nameTags);
  };

  document.addEventListener("DOMContentLoaded", () => {
    // The title of a form is its first heading, unless the page has another one.
    if (!document.querySelector("h1")) document.getElementById("header-title")?.setAttribute("aria-level", "1");
    nameAll(document);
    // Searching, filtering and dialogs bring new lists without loading the page anew.
    new MutationObserver((records) => {
      for (const record of records) record.addedNodes.forEach(nameAll);
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
