/* The rule editor: nested fieldsets of plain selects and check boxes. The page is the state; `read` makes the rule of it
   and puts it into the form's hidden field, `draw` makes the fields of a rule. Everything works by keyboard. */
(function () {
  "use strict";
  const WAIT = 400;

  function start(editor) {
    const value = editor.querySelector("[data-rule-value]");
    const data = (name) => JSON.parse(document.getElementById("line-rule-" + name).textContent);
    const questions = data("questions");
    const segments = data("segments");
    const others = data("others");
    const questionOf = new Map(questions.flatMap((q) => q.choices.map((c) => [c.id, q.id])));
    let number = 0;
    let timer = 0;
    let asked = 0;

    const copy = (name) => editor.querySelector("template[data-rule-" + name + "]").content.firstElementChild.cloneNode(true);
    const own = (node, selector) => node.querySelector(selector);

    function option(value, text) {
      return new Option(text, value);
    }

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
      const ids = rule.ids || (rule.leaf === "choice" && rule.id ? [rule.id] : []);
      const kind = own(leaf, "[data-kind]");
      questions.forEach((q) => own(leaf, "[data-question]").append(option(q.id, q.wording)));
      segments.forEach((s) => own(leaf, "[data-segment]").append(option(s.id, s.name)));
      kind.value = { any_choice: "choice" }[rule.leaf] || rule.leaf;
      if (!kind.value || kind.selectedIndex < 0) {
        const known = others.find((o) => JSON.stringify(o.rule) === JSON.stringify(rule));
        kind.value = "other";
        own(leaf, "[data-words]").textContent = known ? known.words : rule.leaf;
        own(leaf, "[data-words]").dataset.rule = JSON.stringify(rule);
        kind.disabled = true;
      }
      const question = questionOf.get(ids[0]);
      if (question) own(leaf, "[data-question]").value = question;
      if (rule.leaf === "segment") own(leaf, "[data-segment]").value = rule.id;
      own(leaf, "[data-turned-choice]").value = own(leaf, "[data-turned-other]").value = turned ? "not" : "";
      drawChoices(leaf, new Set(ids));
      showFields(leaf);
      return leaf;
    }

    function drawChoices(leaf, ticked) {
      const box = own(leaf, "[data-choices]");
      const question = questions.find((q) => String(q.id) === own(leaf, "[data-question]").value);
      box.replaceChildren(...(question ? question.choices : []).map((choice) => tick(choice, ticked.has(choice.id))));
      if (!question) box.append(copy("empty"));
      own(leaf, ".line-rule-choices legend").textContent = question ? question.wording : "";
    }

    function tick(choice, ticked) {
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.value = choice.id;
      box.checked = ticked;
      box.id = "line-rule-" + number++;
      label.htmlFor = box.id;
      label.append(box, choice.wording);
      return label;
    }

    function showFields(leaf) {
      const kind = own(leaf, "[data-kind]").value;
      leaf.querySelectorAll("[data-for]").forEach((field) => {
        field.hidden = !field.dataset.for.split(" ").includes(kind);
      });
    }

    function item(node) {
      const line = document.createElement("li");
      line.append(node);
      return line;
    }

    function turn(rule, select) {
      return select && select.value === "not" ? { not: rule } : rule;
    }

    function read(node) {
      if (node.dataset.node === "group") {
        const members = [...own(node, "[data-items]").children].map((line) => read(line.firstElementChild));
        return turn({ [own(node, "[data-join]").value]: members }, own(node, ":scope > p [data-turned]"));
      }
      const kind = own(node, "[data-kind]").value;
      if (kind === "choice") {
        const ids = [...node.querySelectorAll("[data-choices] input:checked")].map((box) => Number(box.value));
        return turn(ids.length === 1 ? { leaf: "choice", id: ids[0] } : { leaf: "any_choice", ids }, own(node, "[data-turned-choice]"));
      }
      if (kind === "segment") {
        const id = Number(own(node, "[data-segment]").value) || null;
        return turn({ leaf: "segment", id }, own(node, "[data-turned-other]"));
      }
      if (kind === "other") return turn(JSON.parse(own(node, "[data-words]").dataset.rule), own(node, "[data-turned-other]"));
      return { leaf: kind };
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

    function changed() {
      joined();
      value.value = JSON.stringify(read(own(editor, "[data-rule-root]").firstElementChild));
      clearTimeout(timer);
      timer = setTimeout(say, WAIT);
    }

    async function say() {
      const mine = ++asked;
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      const body = JSON.stringify({ rule: JSON.parse(value.value), segment: Number(editor.dataset.segment) || null });
      let answer = {};
      try {
        const got = await fetch(editor.dataset.say, { method: "POST", body, headers: { "X-CSRFToken": token, "Content-Type": "application/json" } });
        answer = await got.json();
      } catch (_error) {
        answer = { problems: [editor.dataset.offline] };
      }
      if (mine === asked) tell(answer);
    }

    function tell(answer) {
      own(editor, "[data-rule-people]").textContent = answer.people || "";
      own(editor, "[data-rule-words]").textContent = answer.words || "";
      const lines = [...(answer.problems || []), ...(answer.warnings || [])].map((text) => {
        const line = document.createElement("li");
        line.textContent = text;
        return line;
      });
      own(editor, "[data-rule-warnings]").replaceChildren(...lines);
    }

    function add(button) {
      const items = own(button.closest("[data-node=group]"), "[data-items]");
      const leaf = { leaf: "any_choice", ids: [] };
      const node = button.dataset.add === "group" ? drawGroup("any", [leaf], false) : drawLeaf(leaf, false);
      items.append(item(node));
      own(node, "select").focus();
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
      if (leaf && event.target.matches("[data-kind]")) showFields(leaf);
      changed();
    });

    let first = JSON.parse(value.value || "null");
    if (!first || typeof first !== "object" || !Object.keys(first).length) first = { all: [{ leaf: "any_choice", ids: [] }] };
    first = byQuestion(first);
    if (!first.all && !first.any) first = { all: [first] };
    own(editor, "[data-rule-root]").append(draw(first, true));
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
