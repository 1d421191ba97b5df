/* Keeps what somebody typed when the session ends: warns, asks to sign in again in another tab, then goes on. */
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const STATUS = "/accounts/session/";
  const SIGN_IN = "/accounts/login/?next=/accounts/signed-in/";

  // Wagtail reads its configuration once and sets it here: the very object in which we can renew the token.
  let config = null;
  Object.defineProperty(globalThis, "wagtailConfig", {
    configurable: true,
    get: () => config || undefined,
    set: (value) => { config = value; },
  });

  let user = null; // whose page this is
  let ends = Infinity; // by the wall clock, which goes on while a laptop sleeps
  let typed = false;
  let timer = 0;

  const ask = async (touch) => {
    const answer = await fetch(STATUS + (touch ? "?touch=1" : ""), { credentials: "same-origin", cache: "no-store" });
    return answer.ok ? answer.json() : null;
  };

  const takeToken = (token) => {
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
    if (config) config.CSRF_TOKEN = token;
  };

  const dialog = document.createElement("dialog");
  dialog.className = "session-dialog";
  dialog.setAttribute("aria-labelledby", "session-dialog-title");
  const title = Object.assign(document.createElement("h2"), { id: "session-dialog-title", textContent: words.title });
  const text = document.createElement("p");
  const link = Object.assign(document.createElement("a"), { className: "button", href: SIGN_IN, target: "_blank", textContent: words.link });
  const stay = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words.stay });
  dialog.append(title, text, link, stay);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  const toast = Object.assign(document.createElement("p"), { className: "session-toast", hidden: true });
  toast.setAttribute("role", "status");

  const show = (what, over) => {
    text.textContent = what;
    title.hidden = !over;
    link.hidden = !over;
    stay.hidden = over;
    if (!dialog.open) dialog.showModal();
  };

  const look = async (touch) => {
    window.clearTimeout(timer);
    let status = null;
    try { status = await ask(touch); } catch { /* no network: look again later */ }
    if (status) take(status);
    const left = (ends - Date.now()) / 1000;
    timer = window.setTimeout(() => look(typed), 1000 * (dialog.open ? 3 : Math.max(2, Math.min(60, left - 60, left / 2))));
    return status;
  };

  const take = (status) => {
    if (user === null) user = status.user;
    ends = Date.now() + status.left * 1000;
    typed = false;
    if (!status.user) return show(words.text, true);
    if (status.user !== user) return show(words.other, true);
    takeToken(status.csrf);
    if (status.left <= 60 && status.left < total() / 4) return show(words.soon, false);
    if (dialog.open) {
      dialog.close();
      toast.textContent = words.back;
      toast.hidden = false;
      window.setTimeout(() => { toast.hidden = true; }, 10000);
    }
  };

  let longest = 0;
  const total = () => { longest = Math.max(longest, (ends - Date.now()) / 1000); return longest; };

  const start = () => {
    document.body.append(dialog, toast);
    ["input", "keydown", "pointerdown"].forEach((name) => document.addEventListener(name, () => { typed = true; }, true));
    stay.addEventListener("click", () => look(true));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) look(false); });
    // A form is never sent into a session that is over: that would lose what is in it.
    document.addEventListener("submit", (event) => {
      if (Date.now() < ends && !dialog.open) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      look(false);
    }, true);
    look(false);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
