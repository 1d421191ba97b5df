/* The editor of a rich menu. `tabs` is the state; after each change it stands in the form's hidden field as JSON, and the
   server is asked for the picture and for what is wrong. Nothing here needs a mouse. */
(function () {
  "use strict";
  const WAIT = 350; // milliseconds of quiet before the server is asked
  const MOST_UNDO = 50;
  const MOST_TABS = 3;

  function start(editor) {
    const value = editor.querySelector("[data-menu-value]");
    const form = value.form;
    const known = JSON.parse(document.getElementById("line-menu-known").textContent);
    const own = (selector) => editor.querySelector(selector);
    let tabs = [];
    let at = 0; // the tab that is shown
    let chosen = ""; // key of the area
    let findings = [];
    let leads = {};
    let timer = 0;
    let turn = 0;
    const past = [];

    const setting = (name, otherwise) => (form && form.elements[name] ? form.elements[name].value : otherwise);
    const sizeName = () => (known.sizes[setting("size", "large")] ? setting("size", "large") : "large");
    let lastSize = sizeName();
    const tab = () => tabs[at];
    const area = () => tab().areas.find((each) => each.key === chosen);
    const theme = () => known.themes[setting("theme", "blue")] || known.themes.blue;
    const isHere = (each) => each.target.kind === "tab" && each.target.value === tab().key;
    const tabName = (each) => (each.target.kind === "tab" ? (tabs.find((t) => t.key === each.target.value) || {}).name || "" : "");

    const stage = window.lineMenu.stage(editor, {
      choose(wanted, byKeyboard) {
        chosen = wanted;
        draw();
        if (byKeyboard) fields.focus("label");
      },
      bounds: (wanted) => [...tab().areas.find((each) => each.key === wanted).bounds],
      move(wanted, bounds, keep) {
        remember();
        chosen = wanted;
        area().bounds = bounds;
        const [x, y, w, h] = bounds;
        tell("Moved", { x, y, w, h });
        draw();
        if (keep) stage.focus(wanted);
        changed();
      },
    });
    const fields = window.lineMenu.fields(editor, known, {
      change() {
        drawStage();
        changed();
      },
      tabs: () => tabs.map((each) => [each.key, each.name]),
      theme,
      isHere,
      upload,
    });
    const { element, words } = fields;
    const tell = (name, values) => (own("[data-told]").textContent = words(name, values || {}));

    /* ---- drawing the page ---- */

    function draw() {
      if (!area()) chosen = (tab().areas.find((each) => !each.strip) || tab().areas[0] || { key: "" }).key;
      own("[data-tabs]").replaceChildren(...tabs.map(tabButton));
      own("[data-act=addTab]").disabled = tabs.length >= MOST_TABS;
      own("[data-tab-name]").value = tab().name;
      own("[data-act=tabLeft]").disabled = at === 0;
      own("[data-act=tabRight]").disabled = at === tabs.length - 1;
      own("[data-act=removeTab]").disabled = tabs.length < 2;
      editor.querySelectorAll("[data-how]").forEach((radio) => (radio.checked = (radio.value === "finished") === finished()));
      own("[data-finished-part]").hidden = !finished();
      const now = area();
      fields.draw(now, now ? nameOf(now, tab().areas.indexOf(now)) : "", !finished(), now ? tabName(now) : "");
      fields.say(findings, leads);
      drawStage();
    }

    const finished = () => Boolean(tab().picture || tab().wantsPicture);

    function drawStage() {
      const names = tab().areas.map(nameOf);
      const wrong = new Set(findings.filter((each) => each.error && each.area).map((each) => each.area));
      stage.draw(tab().areas, known.sizes[sizeName()], chosen, names, wrong);
      if (area()) own("[data-area-name]").textContent = names[tab().areas.indexOf(area())];
      fields.drawBounds();
    }

    function nameOf(each, n) {
      return words("Area", { n: n + 1, name: each.label || tabName(each) || editor.dataset.sayWordless });
    }

    function tabButton(each, n) {
      const name = words("Tab", { n: n + 1, name: each.name || editor.dataset.sayNameless });
      const pressed = { type: "button", class: "button button-small button-secondary", "aria-pressed": String(n === at), "data-tab": n };
      return element("button", name, pressed);
    }

    function drawFindings() {
      const errors = findings.filter((each) => each.error);
      const head = [errors.length ? words("Mend", { n: errors.length }) : "", findings.length > errors.length ? words("Warn", { n: findings.length - errors.length }) : ""];
      own("[data-findings-head]").textContent = findings.length ? head.filter(Boolean).join("、") : editor.dataset.sayGood;
      own("[data-findings-list]").replaceChildren(...findings.map(findingLine));
      fields.say(findings, leads);
      drawStage();
    }

    function findingLine(finding) {
      const line = element("li", "", { "data-error": finding.error ? "yes" : "" });
      const where = tabs.find((each) => each.key === finding.tab);
      const what = where && where.areas.find((each) => each.key === finding.area);
      const place = [tabs.length > 1 && where ? where.name : "", what ? nameOf(what, where.areas.indexOf(what)) : ""];
      const text = [place.filter(Boolean).join("・"), finding.sentence].filter(Boolean).join("：");
      const button = element("button", text, { type: "button" });
      button.addEventListener("click", () => goTo(finding));
      line.append(button);
      return line;
    }

    function goTo(finding) {
      const there = tabs.findIndex((each) => each.key === finding.tab);
      const moved = there >= 0 && there !== at;
      if (there >= 0) at = there;
      if (finding.area) chosen = finding.area;
      draw();
      if (moved) ask();
      if (finding.area) fields.focus(finding.field);
      else if (finding.field === "chat_bar_text") form.elements.chat_bar_text.focus();
      else if (finding.field === "name") own("[data-tab-name]").focus();
      else own(finding.field === "picture" ? "[data-finished]" : "[data-divide]").focus();
    }

    /* ---- state ---- */

    const asJson = () => JSON.stringify(tabs.map(({ wantsPicture, ...each }) => each));

    function remember() {
      const now = JSON.stringify(tabs);
      if (past.length && past[past.length - 1].tabs === now) past.pop();
      past.push({ tabs: now, at, chosen, size: lastSize });
      if (past.length > MOST_UNDO) past.shift();
    }

    function changed() {
      value.value = asJson();
      value.dispatchEvent(new Event("input", { bubbles: true }));
      value.dispatchEvent(new Event("change", { bubbles: true }));
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    }

    const asked = () => JSON.stringify({
      tabs: JSON.parse(asJson()), size: sizeName(), theme: setting("theme", "blue"), chat_bar_text: setting("chat_bar_text", ""),
    });

    async function post(address, body, type) {
      const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
      return fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token, ...(type ? { "Content-Type": type } : {}) } });
    }

    async function ask() {
      const mine = ++turn;
      const body = asked();
      try {
        const [picture, told] = await Promise.all([
          post(editor.dataset.picture + "?tab=" + tab().key, body, "application/json"),
          post(editor.dataset.findings, body, "application/json"),
        ]);
        const blob = picture.ok ? await picture.blob() : null;
        const answer = told.ok ? await told.json() : null;
        if (mine !== turn) return;
        stage.show(blob);
        if (!answer) throw new Error("no answer");
        findings = answer.findings;
        leads = answer.words;
        drawFindings();
      } catch (_error) {
        if (mine === turn) tell("Offline");
      }
    }

    async function upload(input, as, take) {
      if (!input.files.length) return;
      const body = new FormData();
      body.append("file", input.files[0]);
      body.append("as", as);
      body.append("size", sizeName());
      tell("Uploading");
      try {
        const answer = await (await post(editor.dataset.upload, body)).json();
        own("[data-told]").textContent = answer.refused || editor.dataset.sayUploaded;
        if (answer.key) {
          remember();
          take(answer.key);
        }
      } catch (_error) {
        tell("Offline");
      }
      input.value = "";
    }

    /* ---- areas and tabs ---- */

    const { emptyTab, emptyArea } = window.lineMenu;
    const divide = (each, count) => window.lineMenu.divide(each, count, known.grids[sizeName()], tabs.length);
    const fitStrip = (each) => window.lineMenu.fitStrip(each, tabs, known.grids[sizeName()], known.sizes[sizeName()][1]);

    function fitSize() {
      const [before, after] = [known.sizes[lastSize][1], known.sizes[sizeName()][1]];
      lastSize = sizeName();
      if (before === after) return;
      tabs.forEach((each) => {
        window.lineMenu.stretch(each.areas, (y) => (y * after) / before);
        fitStrip(each);
      });
    }

    function swapTabs(one, other) {
      [tabs[one], tabs[other]] = [tabs[other], tabs[one]];
      at = other;
      tabs.forEach(fitStrip);
    }

    function step(by) {
      const areas = tab().areas;
      chosen = areas[(areas.indexOf(area()) + by + areas.length) % areas.length].key;
    }

    const acts = {
      addTab() {
        tabs.push({ ...emptyTab(), name: words("NewTab", { n: tabs.length + 1 }) });
        if (!tabs[0].name) tabs[0].name = words("NewTab", { n: 1 });
        at = tabs.length - 1;
        tabs.forEach(fitStrip);
        divide(tab(), 4);
        return "[data-tab-name]";
      },
      removeTab() {
        tabs.splice(at, 1);
        at = Math.max(0, at - 1);
        tabs.forEach(fitStrip);
        tell("Removed");
        return "[data-tab-name]";
      },
      tabLeft: () => swapTabs(at, at - 1),
      tabRight: () => swapTabs(at, at + 1),
      divide() {
        const count = Number(own("[data-divide]").value);
        const dropped = divide(tab(), count);
        tell(dropped ? "Dropped" : "Divided", { n: dropped || count });
        const first = tab().areas.find((each) => !each.strip);
        chosen = first.key;
        return "[data-field=label]";
      },
      addArea() {
        const made = emptyArea([0, 0, 620, 420]);
        tab().areas.push(made);
        chosen = made.key;
        return "[data-field=label]";
      },
      removeArea() {
        const n = tab().areas.indexOf(area());
        tab().areas.splice(n, 1);
        chosen = tab().areas.length ? tab().areas[Math.max(0, n - 1)].key : "";
        tell("Removed");
        return chosen ? "[data-field=label]" : "[data-divide]";
      },
      earlier() {
        const n = tab().areas.indexOf(area());
        if (n < 1) return;
        const [one, other] = [tab().areas[n - 1], tab().areas[n]];
        [one.bounds, other.bounds, one.strip, other.strip] = [other.bounds, one.bounds, other.strip, one.strip];
        [tab().areas[n - 1], tab().areas[n]] = [other, one];
      },
      previous() {
        step(-1);
        return "[data-field=label]";
      },
      next() {
        step(1);
        return "[data-field=label]";
      },
    };

    function undo() {
      const now = JSON.stringify(tabs);
      while (past.length && past[past.length - 1].tabs === now) past.pop();
      const before = past.pop();
      if (!before) return;
      tabs = JSON.parse(before.tabs);
      ({ at, chosen } = before);
      lastSize = before.size;
      fitSize();
      tell("Undone");
    }

    editor.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.tab) {
        at = Number(button.dataset.tab);
        draw();
        own('[data-tab="' + at + '"]').focus();
        ask();
      }
      if (!button.dataset.act) return;
      if (button.dataset.act !== "undo") remember();
      const focus = button.dataset.act === "undo" ? undo() : acts[button.dataset.act]();
      draw();
      if (focus) own(focus).focus();
      changed();
    });
    editor.addEventListener("focusin", (event) => {
      if (event.target.matches("input, select") && event.target.closest("[data-area-fields], [data-tab-fields]")) remember();
    });
    editor.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); // it would send the form
    });
    own("[data-tab-name]").addEventListener("input", (event) => {
      tab().name = event.target.value;
      own("[data-tabs]").replaceChildren(...tabs.map(tabButton));
      drawStage();
      changed();
    });
    editor.querySelectorAll("[data-how]").forEach((radio) =>
      radio.addEventListener("change", () => {
        remember();
        tab().wantsPicture = radio.value === "finished";
        if (radio.value === "drawn") {
          tab().picture = "";
          fitStrip(tab());
        }
        draw();
        changed();
      }),
    );
    own("[data-finished]").addEventListener("change", (event) => {
      const mine = tab();
      upload(event.target, "finished", (found) => {
        mine.picture = found;
        draw();
        changed();
      });
    });
    form.addEventListener("change", (event) => {
      if (!["size", "theme", "chat_bar_text"].includes(event.target.name)) return;
      remember();
      fitSize();
      draw();
      changed();
    });

    /* ---- beginning ---- */

    function readable(text) {
      try {
        const found = JSON.parse(text);
        return Array.isArray(found) && found.every((each) => Array.isArray(each.areas) && each.areas.every((one) => one.bounds && one.target)) ? found : null;
      } catch (_error) {
        return null;
      }
    }

    Object.keys(known.grids.large[0]).forEach((count) => own("[data-divide]").append(new Option(count, count)));
    own("[data-divide]").value = "6";
    tabs = readable(value.value);
    own("[data-broken]").hidden = Boolean(tabs);
    if (!tabs) return;
    if (!tabs.length) tabs.push(emptyTab());
    own("[data-whole]").hidden = false;
    draw();
    ask();
  }

  function startAll() {
    document.querySelectorAll("[data-menu-editor]").forEach(start);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
