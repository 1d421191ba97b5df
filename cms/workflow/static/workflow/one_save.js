// Wagtail saves a draft by itself half a second after somebody stops typing. A button pressed while that save is on its
// way would send the form once more, and a new page would be made twice. So the press waits until the save is answered
// (the form then leads to the page that was made), and no save begins after the press. If Wagtail refuses because
// somebody else has saved a newer version, the button is pressed anew once Wagtail knows of it, and so asks first.
(() => {
  const LONGEST = 10_000; // milliseconds that a press waits for an answer; then it goes through without one
  const PAUSE = 1_500; // milliseconds after typing in which Wagtail's save begins, or there is nothing to save
  let typed = -PAUSE; // when somebody last typed
  let saving = null; // the event of a save that has no answer yet
  let waiting = null; // the form and the button of the press that waits
  let leaving = false; // a press went through, and the browser is on its way to the next page

  const autosaved = (form) => (form.dataset?.controller ?? "").split(/\s+/).includes("w-autosave");

  const goOn = () => {
    if (!waiting) return;
    const { form, button } = waiting;
    waiting = null;
    typed = -PAUSE;
    if (button?.name) {
      // Wagtail has switched the button off by now, and a button that is off is not sent.
      const pressed = document.createElement("input");
      Object.assign(pressed, { type: "hidden", name: button.name, value: button.value });
      form.append(pressed);
    }
    form.requestSubmit();
  };

  const answered = () => {
    saving = null;
    goOn();
  };

  const refused = () => {
    saving = null;
    const button = waiting?.button;
    if (!button) {
      goOn();
      return;
    }
    waiting = null;
    let pressed = false;
    const pressAnew = () => {
      document.removeEventListener("w-swap:success", pressAnew);
      if (pressed) return;
      pressed = true;
      typed = -PAUSE;
      button.dataset.wProgressLoadingValue = "false"; // Wagtail gives the button its name back, and the question uses it
      requestAnimationFrame(() => {
        button.disabled = false;
        button.click();
      });
    };
    document.addEventListener("w-swap:success", pressAnew); // Wagtail has asked who else edits
    window.setTimeout(pressAnew, PAUSE);
  };

  document.addEventListener("w-autosave:save", (event) => {
    if ((waiting && saving) || leaving) event.preventDefault();
    else saving = event;
  });
  document.addEventListener("w-autosave:success", answered);
  document.addEventListener("w-autosave:error", refused);
  document.addEventListener("input", () => (typed = performance.now()), true);

  document.addEventListener(
    "submit",
    (event) => {
      if (!autosaved(event.target)) return;
      const inFlight = saving && !saving.defaultPrevented && saving.target === event.target;
      const about = performance.now() - typed < PAUSE && !leaving;
      if (waiting || inFlight || about) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (waiting) return;
        const press = { form: event.target, button: event.submitter };
        waiting = press;
        window.setTimeout(() => waiting === press && answered(), LONGEST);
        if (!inFlight) window.setTimeout(() => waiting === press && !saving && answered(), PAUSE);
        return;
      }
      leaving = true;
      window.setTimeout(() => {
        leaving = false; // the browser stayed here after all
      }, LONGEST);
    },
    true,
  );
})();
