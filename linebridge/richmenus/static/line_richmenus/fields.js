/* The fields of the chosen area: words, target, icon, colours, place. They read and write the area they are given. */
(function () {
  "use strict";
  const lineMenu = (window.lineMenu = window.lineMenu || {});
  const SVG = "http://www.w3.org/2000/svg";

  lineMenu.fields = function (editor, known, on) {
    const own = (selector) => editor.querySelector(selector);
    const words = (name, values) => editor.dataset["say" + name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
    const typed = new Map(); // "area kind" → what was typed there, so that trying another kind loses nothing
    let area = null;

    function element(tag, text, attributes) {
      const made = document.createElement(tag);
      made.append(text || "");
      Object.entries(attributes || {}).forEach(([name, given]) => made.setAttribute(name, given));
      return made;
    }

    function labelled(text, input) {
      const label = element("label", text + " ");
      label.append(input);
      const line = element("p");
      line.append(label);
      return line;
    }

    /* ---- where a tap leads ---- */

    const kindSelect = own("[data-target-kind]");
    const planned = element("optgroup", "", { label: editor.dataset.sayPlanned });
    kindSelect.append(new Option(editor.dataset.sayChoose, ""));
    known.kinds.forEach((kind) => (kind.waiting ? planned : kindSelect).append(new Option(kind.label, kind.name)));
    kindSelect.append(planned);
    const kindOf = (name) => known.kinds.find((kind) => kind.name === name) || { field: "nothing", label: "" };

    kindSelect.addEventListener("change", () => {
      typed.set(area.key + " " + area.target.kind, area.target.value);
      const value = typed.get(area.key + " " + kindSelect.value) || "";
      area.target = { kind: kindSelect.value, value };
      drawTarget();
      on.change();
    });

    function setValue(value) {
      area.target = { kind: area.target.kind, value };
      on.change();
    }

    function drawTarget() {
      const kind = kindOf(area.target.kind);
      kindSelect.value = area.target.kind;
      const made = { url: line, tel: line, text: line, choice, tab, page }[kind.field];
      own("[data-target-value]").replaceChildren(...(made ? [made(kind)] : kind.waiting ? [element("p", editor.dataset.sayWaiting)] : []));
    }

    function line(kind) {
      const input = element("input", "", { type: kind.field, autocomplete: "off", maxlength: "1000", "data-value": "" });
      input.value = area.target.value;
      input.addEventListener("input", () => setValue(input.value.trim()));
      return labelled(kind.label, input);
    }

    function select(kind, options) {
      const made = element("select", "", { "data-value": "" });
      made.append(new Option(editor.dataset.sayChoose, ""));
      options.forEach(([value, text]) => made.append(new Option(text, value)));
      made.value = area.target.value;
      if (made.selectedIndex < 0) made.value = "";
      made.addEventListener("change", () => setValue(made.value));
      return labelled(kind.label, made);
    }
    const choice = (kind) => select(kind, kind.options);
    const tab = (kind) => select(kind, on.tabs());

    /* Words typed bring pages to choose from; the chosen one stays in the list. */
    function page(kind) {
      const input = element("input", "", { type: "search", autocomplete: "off", "data-value": "" });
      const told = element("span", "", { role: "status" });
      const list = element("div", "", { role: "radiogroup", "aria-label": kind.label });
      const mine = area;
      let wait = 0;
      let turn = 0;
      const draw = (found) => {
        const chosen = mine.target.value;
        const rows = chosen && !found.some(([key]) => key === chosen) ? [[chosen, known.pages[chosen] || chosen]] : [];
        list.replaceChildren(...[...rows, ...found].map(([key, title]) => radio(key, title, key === chosen)));
      };
      const radio = (key, title, checked) => {
        const input = element("input", "", { type: "radio", name: "line-menu-page", value: key });
        input.checked = checked;
        input.addEventListener("change", () => {
          known.pages[key] = title;
          setValue(key);
        });
        const label = element("label");
        label.append(input, " " + title);
        return label;
      };
      async function look() {
        const asked = ++turn;
        const answer = await fetch(editor.dataset.find + "?" + new URLSearchParams({ words: input.value })).catch(() => null);
        if (asked !== turn) return;
        const found = answer && answer.ok ? (await answer.json()).found : [];
        told.textContent = answer ? (input.value.trim() ? words("Found", { n: found.length }) : "") : editor.dataset.sayOffline;
        draw(found);
      }
      input.addEventListener("input", () => {
        clearTimeout(wait);
        wait = setTimeout(look, 250);
      });
      draw([]);
      const box = element("div");
      box.append(labelled(kind.label, input), told, list);
      return box;
    }

    /* ---- icons ---- */

    const iconList = own("[data-icon-list]");
    const icons = [{ name: "", label: editor.dataset.sayNoIcon, group: "" }, ...known.icons];
    iconList.append(...icons.map(iconChoice));

    function iconChoice(icon) {
      const input = element("input", "", { type: "radio", name: "line-menu-icon", value: icon.name });
      const label = element("label", "", { "data-words": icon.label + " " + icon.group });
      label.append(input);
      if (icon.path) {
        const box = document.createElementNS(SVG, "svg");
        box.setAttribute("viewBox", "0 0 " + known.box + " " + known.box);
        box.setAttribute("aria-hidden", "true");
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("d", icon.path);
        box.append(path);
        label.append(box);
      }
      label.append(element("span", icon.label));
      return label;
    }

    iconList.addEventListener("change", (event) => {
      area.icon = event.target.value;
      area.picture = "";
      sayIcon();
      on.change();
    });
    own("[data-icon-words]").addEventListener("input", filterIcons);

    function filterIcons() {
      const asked = own("[data-icon-words]").value.trim();
      const labels = [...iconList.children];
      const fits = (label) => label.dataset.words.includes(asked);
      labels.forEach((label) => (label.hidden = !fits(label) && !label.firstElementChild.checked)); // Tab leads to the chosen one
      own("[data-icons-found]").textContent = asked ? words("Found", { n: labels.filter(fits).length }) : "";
    }

    own("[data-own-icon]").addEventListener("change", (event) => {
      const mine = area;
      on.upload(event.target, "icon", (key) => {
        mine.picture = key;
        mine.icon = "";
        sayIcon();
        on.change();
      });
    });

    function sayIcon() {
      const icon = icons.find((each) => each.name === area.icon);
      const name = area.picture ? editor.dataset.sayOwnIcon : icon ? icon.label : area.icon;
      own("[data-icon-name]").textContent = words("Icon", { name });
      iconList.querySelectorAll("input").forEach((input) => (input.checked = !area.picture && input.value === area.icon));
      filterIcons();
    }

    /* ---- colours ---- */

    const ownColours = own("[data-own-colours]");
    const colours = [...editor.querySelectorAll("[data-colour]")];
    ownColours.addEventListener("change", () => {
      const now = lineMenu.coloursOf(on.theme(), area, on.isHere(area));
      colours.forEach((input) => (area[input.dataset.colour] = ownColours.checked ? now[input.dataset.colour] : ""));
      drawColours();
      on.change();
    });
    colours.forEach((input) =>
      input.addEventListener("input", () => {
        area[input.dataset.colour] = input.value;
        sayContrast();
        on.change();
      }),
    );

    function drawColours() {
      const now = lineMenu.coloursOf(on.theme(), area, on.isHere(area));
      ownColours.checked = Boolean(area.tile || area.ink);
      own("[data-colours]").hidden = !ownColours.checked;
      colours.forEach((input) => (input.value = now[input.dataset.colour]));
      sayContrast();
    }

    function sayContrast() {
      const now = lineMenu.coloursOf(on.theme(), area, on.isHere(area));
      const found = lineMenu.contrast(now.tile, now.ink);
      const n = (Math.floor(found * 10) / 10).toFixed(1);
      own("[data-contrast]").textContent = words(found < 4.5 ? "ContrastPoor" : "ContrastGood", { n });
    }

    /* ---- words and place ---- */

    editor.querySelectorAll("[data-field]").forEach((input) =>
      input.addEventListener("input", () => {
        area[input.dataset.field] = input.value;
        on.change();
      }),
    );
    const bounds = [...editor.querySelectorAll("[data-bound]")];
    bounds.forEach((input, n) =>
      input.addEventListener("input", () => {
        const value = Math.round(Number(input.value));
        if (input.value === "" || !Number.isFinite(value) || Math.abs(value) > 10000) return;
        area.bounds[n] = value;
        on.change();
      }),
    );

    return {
      element,
      words,
      draw(chosen, name, isDrawn, sayTabName) {
        area = chosen;
        own("[data-area-fields]").hidden = !area;
        if (!area) return;
        own("[data-area-name]").textContent = name;
        own("[data-look]").hidden = !isDrawn;
        editor.querySelectorAll("[data-field]").forEach((input) => (input.value = area[input.dataset.field]));
        own("[data-field=label]").placeholder = sayTabName;
        bounds.forEach((input, n) => (input.value = area.bounds[n]));
        drawTarget();
        sayIcon();
        drawColours();
      },
      drawBounds() {
        if (area) bounds.forEach((input, n) => (input.value = area.bounds[n]));
      },
      say(findings, leads) {
        editor.querySelectorAll("[data-says]").forEach((list) => {
          const mine = findings.filter((each) => area && each.area === area.key && fieldOf(each) === list.dataset.says);
          list.replaceChildren(...mine.map((each) => element("li", each.sentence, { "data-error": each.error ? "yes" : "" })));
        });
        own("[data-leads]").textContent = area ? leads[area.key] || "" : "";
      },
      focus(field) {
        const at = { target: "[data-value], [data-target-kind]", icon: "[data-icon-name]", bounds: "[data-bound]", contrast: "[data-own-colours]" };
        const asked = field === "target" && !area.target.kind ? own("[data-target-kind]") : own(at[field] || "[data-field=label]");
        const folded = asked.closest("details:not([open])");
        if (folded && asked.tagName !== "SUMMARY") folded.open = true;
        asked.focus();
      },
    };

    function fieldOf(finding) {
      const shown = ["label", "target", "icon", "contrast"];
      return shown.includes(finding.field) ? finding.field : finding.field === "picture" ? "icon" : "bounds";
    }
  };
})();
