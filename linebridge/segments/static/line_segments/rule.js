/* The rule editor: nested fieldsets of plain selects, inputs and check boxes. The page is the state; `read` makes the rule
   of it and puts it into the form's hidden field, `draw` makes the fields of a rule. Everything works by keyboard. */
(function () {
  "use strict";
  const WAIT = 200; // milliseconds of quiet while somebody types; a tick or a choice is told at once

  function start(editor) {
    const value = editor.querySelector("[data-rule-value]");
    const data = (name) => JSON.parse(document.getElementById("line-rule-" + name).textContent);
    const questions = data("questions");
    const leaves = data("leaves");
    const others = data("others");
    const questionOf = new Map(questions.flatMap((q) => q.choices.map((c) => [c.id, q.id])));
    const leafOf = new Map(leaves.map((leaf) => [leaf.name, leaf]));
    let number = 0;
    let timer = 0;
    let asked = 0;
    let slots = []; // the nodes of the page in the order in which the server counts the parts of the rule

    const copy = (name) => editor.querySelector("template[data-rule-" + name + "]").content.firstElementChild.cloneNode(true);
    const own = (node, selector) => node.querySelector(selector);
    const option = (value, text) => new Option(text, value);

    function element(tag, text, attributes) {
      const made = document.createElement(tag);
      made.append(text || "");
      Object.entries(attributes || {}).forEach(([name, given]) => made.setAttribute(name, given));
      return made;
    }

    /* ---- drawing a rule ---- */

    function draw(rule, root) {
      const turned = "not" in rule;
      const inner = turned ? rule.not : rule;
      if ("not" in inner) return draw(inner.not, root);
      if (inner.all || inner.any) return drawGroup(inner.all ? "all" : "any", inner.all || inner.any, turned, root);
      return drawLeaf(inner, turned);
    }

    function drawGroup(join, members, turned, root) {
      const group = copy("group");
      own(group, "[data-join]").value = join;
      own(group, "[data-turned]").value = turned ? "not" : "";
      if (root) {
        own(group, "[data-remove]").remove();
        own(group, "[data-turned]").parentElement.remove();
        own(group, "[data-fits]").hidden = false;
        own(group, "[data-legend]").textContent = editor.dataset.whole;
      }
      members.forEach((member) => own(group, "[data-items]").append(item(draw(member))));
      return group;
    }

    function drawLeaf(rule, turned) {
      const leaf = copy("leaf");
      const kind = own(leaf, "[data-kind]");
      const name = rule.leaf === "any_choice" ? "choice" : rule.leaf;
      if (questions.length || name === "choice") kind.append(option("choice", editor.dataset.choice));
      leaves.filter((each) => !each.empty).forEach((each) => kind.append(option(each.name, each.label)));
      kind.value = name;
      if (kind.selectedIndex < 0) drawUnknown(leaf, rule);
      else drawFields(leaf, rule);
      own(leaf, "[data-turned]").value = turned ? "not" : "";
      return leaf;
    }

    function drawUnknown(leaf, rule) {
      const known = others.find((each) => JSON.stringify(each.rule) === JSON.stringify(rule));
      const kind = own(leaf, "[data-kind]");
      kind.append(option("other", editor.dataset.other));
      kind.value = "other";
      kind.disabled = true;
      own(leaf, "[data-fields]").replaceChildren(element("span", known ? known.words : rule.leaf));
      own(leaf, "[data-fields]").dataset.rule = JSON.stringify(rule);
      turnWords(leaf, editor.dataset.inside, editor.dataset.outside);
    }

    function turnWords(leaf, inside, outside) {
      const turned = own(leaf, "[data-turned]");
      const chosen = turned.value;
      turned.replaceChildren(option("", inside), option("not", outside));
      turned.value = chosen;
    }

    function drawFields(leaf, rule) {
      const kind = own(leaf, "[data-kind]").value;
      const line = own(leaf, "[data-fields]");
      const below = own(leaf, "[data-below]");
      line.replaceChildren();
      below.replaceChildren();
      if (kind === "choice") {
        drawQuestion(leaf, rule);
        turnWords(leaf, editor.dataset.chose, editor.dataset.choseNone);
        return;
      }
      turnWords(leaf, editor.dataset.inside, editor.dataset.outside);
      leafOf.get(kind).fields.forEach((field) => {
        const drawn = drawField(kind, field, rule[field.name]);
        (["ticks", "find"].includes(field.kind) ? below : line).append(drawn);
      });
    }

    function drawQuestion(leaf, rule) {
      const ids = rule.ids || (rule.id ? [rule.id] : []);
      const select = element("select", "", { "aria-label": editor.dataset.question, "data-question": "" });
      questions.forEach((q) => select.append(option(q.id, q.wording)));
      if (questionOf.get(ids[0])) select.value = questionOf.get(ids[0]);
      own(leaf, "[data-fields]").append(select);
      drawChoices(leaf, new Set(ids));
    }

    function drawChoices(leaf, ticked) {
      const question = questions.find((q) => String(q.id) === own(leaf, "[data-question]").value);
      const box = ticks(question ? question.wording : "", (question ? question.choices : []).map((c) => [c.id, c.wording]), ticked);
      if (!question) box.append(copy("empty"));
      own(leaf, "[data-below]").replaceChildren(box);
    }

    function ticks(legend, options, ticked) {
      const box = element("fieldset", "", { class: "line-rule-choices" });
      const inside = element("div", "", { "data-choices": "" });
      inside.append(...options.map(([id, label]) => tick(id, label, ticked.has(id))));
      box.append(element("legend", legend, { class: "w-sr-only" }), inside);
      return box;
    }

    function tick(id, text, ticked) {
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.value = JSON.stringify(id);
      box.checked = ticked;
      box.id = "line-rule-" + number++;
      label.htmlFor = box.id;
      label.append(box, text);
      return label;
    }

    function drawField(leaf, field, given) {
      const wrapped = element("span", "", { "data-field": field.name, "data-kind-of": field.kind });
      if (field.kind === "select") {
        const select = element("select", "", { "aria-label": field.label });
        field.options.forEach(([id, label]) => select.append(option(JSON.stringify(id), label)));
        if (given !== undefined) select.value = JSON.stringify(given);
        wrapped.append(select);
      } else if (field.kind === "ticks") {
        wrapped.append(ticks(field.label, field.options, new Set(given || [])));
      } else if (field.kind === "find") {
        wrapped.append(...finder(leaf, field, given || []));
      } else {
        const input = element("input", "", { type: field.kind, autocomplete: "off", size: field.kind === "text" ? 30 : 6 });
        input.value = given === undefined ? "" : given;
        const label = element("label", field.label + " ");
        label.append(input);
        wrapped.append(label);
      }
      return wrapped;
    }

    /* Words typed bring check boxes; what is ticked stays when other words are typed. */
    function finder(leaf, field, given) {
      const names = new Map(field.named);
      const box = ticks(field.label, given.map((id) => [id, names.get(id) || String(id)]), new Set(given));
      const input = element("input", "", { type: "search", autocomplete: "off", placeholder: editor.dataset.findHint });
      const label = element("label", editor.dataset.find.replace("{name}", field.label) + " ");
      const told = element("span", "", { role: "status" });
      label.append(input);
      let wait = 0;
      let turn = 0;
      input.addEventListener("input", (event) => {
        event.stopPropagation();
        clearTimeout(wait);
        wait = setTimeout(look, 250);
      });
      input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault();
      });
      async function look() {
        const mine = ++turn;
        const asked = new URLSearchParams({ leaf, field: field.name, words: input.value });
        let found = [];
        try {
          found = (await (await fetch(editor.dataset.findAt + "?" + asked)).json()).found || [];
        } catch (_error) {
          told.textContent = editor.dataset.offline;
          return;
        }
        if (mine !== turn) return;
        const list = own(box, "[data-choices]");
        list.querySelectorAll("input:not(:checked)").forEach((each) => each.parentElement.remove());
        const there = new Set([...list.querySelectorAll("input")].map((each) => each.value));
        found.filter(([id]) => !there.has(JSON.stringify(id))).forEach(([id, text]) => list.append(tick(id, text, false)));
        told.textContent = input.value.trim() ? editor.dataset.found.replace("{count}", found.length) : "";
      }
      return [label, told, box];
    }

    function item(node) {
      const line = document.createElement("li");
      line.append(node);
      return line;
    }

    /* ---- reading the page ---- */

    function read(node) {
      const group = node.dataset.node === "group";
      const turned = own(node, group ? ":scope > p [data-turned]" : "[data-turned]");
      const outside = Boolean(turned && turned.value === "not");
      slots.push(node);
      if (outside) slots.push(null);
      const rule = group ? readGroup(node) : readLeaf(node);
      return outside ? { not: rule } : rule;
    }

    function readGroup(node) {
      const members = [...own(node, "[data-items]").children].map((line) => read(line.firstElementChild));
      return { [own(node, "[data-join]").value]: members };
    }

    const ticked = (node) => [...node.querySelectorAll("[data-choices] input:checked")].map((box) => JSON.parse(box.value));

    function readLeaf(node) {
      const kind = own(node, "[data-kind]").value;
      if (kind === "other") return JSON.parse(own(node, "[data-fields]").dataset.rule);
      if (kind === "choice") {
        const ids = ticked(node);
        return ids.length === 1 ? { leaf: "choice", id: ids[0] } : { leaf: "any_choice", ids };
      }
      const rule = { leaf: kind };
      node.querySelectorAll("[data-field]").forEach((field) => {
        const given = readField(field);
        if (given !== "" && given !== null) rule[field.dataset.field] = given;
      });
      return rule;
    }

    function readField(field) {
      const kind = field.dataset.kindOf;
      if (kind === "ticks" || kind === "find") return ticked(field);
      const given = own(field, "select, input").value;
      if (kind === "select") return given ? JSON.parse(given) : null;
      return kind === "number" && given !== "" ? Number(given) : given;
    }

    function byQuestion(rule) {
      /* A condition over choices of several questions is shown as one condition for each question. */
      if (rule.all || rule.any) {
        const join = rule.all ? "all" : "any";
        return { [join]: rule[join].map(byQuestion) };
      }
      if (rule.not) return { not: byQuestion(rule.not) };
      if (rule.leaf !== "any_choice") return rule;
      const parts = new Map();
      rule.ids.forEach((id) => parts.set(questionOf.get(id), [...(parts.get(questionOf.get(id)) || []), id]));
      return parts.size < 2 ? rule : { any: [...parts.values()].map((ids) => ({ leaf: "any_choice", ids })) };
    }

    function joined() {
      editor.querySelectorAll("[data-node=group]").forEach((group) => {
        const select = own(group, "[data-join]");
        const word = select.value === "all" ? editor.dataset.and : editor.dataset.or;
        [...own(group, "[data-items]").children].forEach((line) => (line.dataset.joined = word));
      });
    }

    /* ---- telling how many ---- */

    function changed(wait) {
      joined();
      slots = [];
      value.value = JSON.stringify(read(own(editor, "[data-rule-root]").firstElementChild));
      clearTimeout(timer);
      timer = setTimeout(say, wait || 0);
    }

    async function ask(address) {
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      const body = JSON.stringify({ rule: JSON.parse(value.value), segment: Number(editor.dataset.segment) || null });
      const headers = { "X-CSRFToken": token, "Content-Type": "application/json" };
      return (await fetch(address, { method: "POST", body, headers })).json();
    }

    async function say() {
      const mine = ++asked;
      const nodes = slots;
      let answer = {};
      try {
        answer = await ask(editor.dataset.say);
      } catch (_error) {
        answer = { problems: [editor.dataset.offline] };
      }
      if (mine !== asked) return;
      tell(answer);
      const parts = nodes.length > 2 ? (await ask(editor.dataset.branches).catch(() => ({}))).parts : [];
      if (mine === asked) tellBranches(nodes, parts || []);
    }

    function tell(answer) {
      own(editor, "[data-rule-people]").textContent = answer.people || "";
      own(editor, "[data-rule-words]").textContent = answer.words || "";
      const lines = [...(answer.problems || []), ...(answer.warnings || [])].map((text) => element("li", text));
      own(editor, "[data-rule-warnings]").replaceChildren(...lines);
    }

    function tellBranches(nodes, parts) {
      editor.querySelectorAll("[data-branch]").forEach((branch) => (branch.textContent = ""));
      nodes.forEach((node, n) => {
        if (node && n && parts[n]) own(node, "[data-branch]").textContent = parts[n];
      });
    }

    /* ---- acts ---- */

    function add(button) {
      const items = own(button.closest("[data-node=group]"), "[data-items]");
      const node = button.dataset.add === "group" ? drawGroup("any", [first()], false) : drawLeaf(first(), false);
      items.append(item(node));
      own(node, "select").focus();
    }

    function first() {
      return questions.length ? { leaf: "any_choice", ids: [] } : { leaf: leaves.find((each) => !each.empty).name };
    }

    function remove(button) {
      const line = button.closest("li");
      const group = line.parentElement.closest("[data-node=group]");
      line.remove();
      own(group, ":scope > .line-rule-buttons [data-add]").focus();
    }

    editor.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.add) add(button);
      else if ("remove" in button.dataset) remove(button);
      changed();
    });
    editor.addEventListener("change", (event) => {
      const leaf = event.target.closest("[data-node=leaf]");
      if (leaf && event.target.matches("[data-question]")) drawChoices(leaf, new Set());
      if (leaf && event.target.matches("[data-kind]")) drawFields(leaf, {});
      changed();
    });
    editor.addEventListener("input", (event) => {
      if (event.target.matches("input[type=number], input[type=text], input[type=date]")) changed(WAIT);
    });

    let rule = JSON.parse(value.value || "null");
    if (!rule || typeof rule !== "object" || !Object.keys(rule).length) rule = { all: [first()] };
    rule = byQuestion(rule);
    if (!rule.all && !rule.any) rule = { all: [rule] };
    own(editor, "[data-rule-root]").append(draw(rule, true));
    const empty = value.value;
    changed();
    if (!empty || empty === "null") clearTimeout(timer);
  }

  function startAll() {
    document.querySelectorAll("[data-rule-editor]").forEach(start);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startAll);
  else startAll();
})();
