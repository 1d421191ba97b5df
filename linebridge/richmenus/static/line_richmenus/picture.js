/* The picture with its areas: one button for each. Pointer and keyboard do the same: choose, move, change the size. */
(function () {
  "use strict";
  const lineMenu = (window.lineMenu = window.lineMenu || {});
  const STEP = 10; // pixels of the picture for one press of an arrow key, and what dragging snaps to
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  lineMenu.stage = function (editor, on) {
    const stage = editor.querySelector("[data-stage]");
    const layer = editor.querySelector("[data-areas]");
    const shown = editor.querySelector("[data-shown]");
    let size = [1, 1];
    let held = null;

    function place(button, [x, y, width, height]) {
      const part = (value, whole) => (100 * value) / whole + "%";
      button.style.left = part(x, size[0]);
      button.style.top = part(y, size[1]);
      button.style.width = part(width, size[0]);
      button.style.height = part(height, size[1]);
    }

    function drawn(area, n, chosen, name, wrong) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "line-menu-area";
      button.dataset.key = area.key;
      button.setAttribute("aria-label", name);
      button.setAttribute("aria-pressed", String(chosen));
      button.setAttribute("aria-describedby", "line-menu-help");
      button.dataset.wrong = wrong ? "yes" : "";
      const number = document.createElement("span");
      number.textContent = wrong ? n + " !" : n;
      const words = document.createElement("b");
      words.textContent = area.label;
      const corner = document.createElement("i");
      corner.dataset.corner = "";
      corner.title = editor.dataset.sayCorner;
      button.append(number, words, corner);
      place(button, area.bounds);
      return button;
    }

    function changed(bounds, by, resize) {
      const [x, y, width, height] = bounds;
      if (resize) return [x, y, Math.max(STEP, width + by[0]), Math.max(STEP, height + by[1])];
      return [x + by[0], y + by[1], width, height];
    }

    layer.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) on.choose(button.dataset.key, event.detail === 0);
    });
    layer.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      const button = event.target.closest("button");
      if (!arrow || !button || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const bounds = on.bounds(button.dataset.key);
      on.move(button.dataset.key, changed(bounds, [arrow[0] * STEP, arrow[1] * STEP], event.shiftKey), true);
    });
    layer.addEventListener("pointerdown", (event) => {
      const button = event.target.closest("button");
      if (!button || event.button) return;
      const bounds = on.bounds(button.dataset.key);
      held = { button, bounds, from: [event.clientX, event.clientY], resize: "corner" in event.target.dataset, moved: null };
      button.setPointerCapture(event.pointerId);
    });
    layer.addEventListener("pointermove", (event) => {
      if (!held) return;
      const box = stage.getBoundingClientRect();
      const by = [event.clientX - held.from[0], event.clientY - held.from[1]];
      if (!held.moved && Math.hypot(by[0], by[1]) < 5) return;
      const scaled = by.map((value, n) => Math.round((value * size[n]) / (n ? box.height : box.width) / STEP) * STEP);
      held.moved = changed(held.bounds, scaled, held.resize);
      place(held.button, held.moved);
    });
    layer.addEventListener("pointerup", () => {
      if (held && held.moved) on.move(held.button.dataset.key, held.moved, false);
      held = null;
    });
    layer.addEventListener("pointercancel", () => {
      if (held) place(held.button, held.bounds);
      held = null;
    });

    return {
      draw(areas, newSize, chosen, names, wrong) {
        const focused = layer.contains(document.activeElement) ? document.activeElement.dataset.key : "";
        size = newSize;
        stage.style.aspectRatio = size[0] + " / " + size[1];
        layer.replaceChildren(...areas.map((a, n) => drawn(a, n + 1, a.key === chosen, names[n], wrong.has(a.key))));
        if (focused) this.focus(focused);
      },
      focus(key) {
        const button = layer.querySelector('[data-key="' + key + '"]');
        if (button) button.focus();
      },
      show(blob) {
        if (shown.src) URL.revokeObjectURL(shown.src);
        shown.hidden = !blob;
        stage.dataset.bare = blob ? "" : "yes";
        if (blob) shown.src = URL.createObjectURL(blob);
      },
    };
  };
})();
