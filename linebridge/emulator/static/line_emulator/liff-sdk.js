/* Stands in for LINE's LIFF script on practice phones: the same names, answered by the phone around the page. */
(() => {
  "use strict";
  const HOME = new URL(document.currentScript.src).origin;
  const KEPT = "emulator-liff-session";
  let session = null;
  let inPhone = false;
  let settle;
  const ready = new Promise((resolve) => { settle = resolve; });
  const waiting = new Map();
  let asked = 0;

  const failure = (code, message) => Object.assign(new Error(message), { code });

  /* Ask the phone around us; refused where there is none. */
  const ask = (what, data = {}) => new Promise((resolve, reject) => {
    if (window.parent === window) { reject(failure("FORBIDDEN", "not in a phone")); return; }
    const number = ++asked;
    waiting.set(number, { resolve, reject });
    window.parent.postMessage({ liff: what, number, ...data }, HOME);
    setTimeout(() => {
      if (waiting.delete(number)) reject(failure("INIT_FAILED", "the phone does not answer"));
    }, 5000);
  });

  window.addEventListener("message", (event) => {
    if (event.origin !== HOME || event.source !== window.parent || !event.data || !event.data.liffAnswer) return;
    const waiter = waiting.get(event.data.liffAnswer);
    if (!waiter) return;
    waiting.delete(event.data.liffAnswer);
    if (event.data.error) waiter.reject(failure("INVALID_ARGUMENT", event.data.error));
    else waiter.resolve(event.data.answer);
  });

  const decode = (token) => {
    const part = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(part), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  };

  /* Back from signing in outside a phone: the tokens stand behind the #. */
  const takeFromAddress = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    const idToken = given.get("emulator_id_token");
    if (!idToken) return;
    const claims = decode(idToken);
    const kept = { idToken, accessToken: given.get("emulator_access_token"),
      language: given.get("emulator_language"), friend: given.get("emulator_friend") === "true",
      profile: { userId: claims.sub, displayName: claims.name } };
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
    history.replaceState(history.state, "", location.pathname + location.search);
  };

  const outside = () => {
    takeFromAddress();
    const answer = new URLSearchParams(location.search);
    if (answer.get("error")) throw failure("INIT_FAILED", answer.get("error_description"));
    const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
    return kept && decode(kept.idToken).exp * 1000 > Date.now() ? kept : null;
  };

  const liff = {
    id: null,
    ready,
    async init(config, success, error) {
      try {
        if (!config || !config.liffId) throw failure("INVALID_CONFIG", "liffId is necessary for liff.init()");
        liff.id = config.liffId;
        try {
          session = await ask("session");
          inPhone = true;
        } catch {
          session = outside();
        }
        if (!session && config.withLoginOnExternalBrowser) { liff.login(); return; }
        settle();
        if (success) success();
      } catch (reason) {
        if (error) error(reason);
        throw reason;
      }
    },
    isLoggedIn: () => Boolean(session),
    isInClient: () => inPhone,
    login(config = {}) {
      if (inPhone) return; // as inside LINE: signed in by `init`, and only by that
      const back = config.redirectUri || location.href;
      location.assign(`${HOME}/liff/login?redirect_uri=${encodeURIComponent(back)}`);
    },
    logout() { sessionStorage.removeItem(KEPT); session = null; },
    getIDToken: () => (session ? session.idToken : null),
    getDecodedIDToken: () => (session ? decode(session.idToken) : null),
    getAccessToken: () => (session ? session.accessToken : null),
    async getProfile() {
      if (!session) throw failure("UNAUTHORIZED", "Need access_token for api call, Please login first");
      return { ...session.profile };
    },
    async getFriendship() { return { friendFlag: Boolean(session && session.friend) }; },
    getContext: () => (session ? { type: inPhone ? "utou" : "external", userId: session.profile.userId, liffId: liff.id, viewType: "full", endpointUrl: location.href, accessTokenHash: "" } : null),
    getOS: () => "web",
    getAppLanguage: () => (session ? session.language : "ja"),
    getLanguage: () => navigator.language,
    getVersion: () => "2.31.0",
    getLineVersion: () => (inPhone ? "15.0.0" : null),
    isApiAvailable: (name) => ["closeWindow", "openWindow", "sendMessages"].includes(name),
    closeWindow() { if (inPhone) ask("close").catch(() => {}); else window.close(); },
    openWindow({ url, external } = {}) {
      if (!url) throw failure("INVALID_ARGUMENT", "no URL");
      if (inPhone && !external) ask("open", { url }).catch(() => {});
      else window.open(url, "_blank", "noopener");
    },
    sendMessages(messages) {
      if (!inPhone) return Promise.reject(failure("FORBIDDEN", "sendMessages works in a talk only"));
      return ask("send", { messages });
    },
    permanentLink: {
      async createUrlBy(url) {
        const start = session && session.endpoint;
        if (!start || !url.startsWith(start)) throw failure("INVALID_ARGUMENT", "not below the endpoint URL");
        return `${HOME}/liff/${liff.id}${url.slice(start.length)}`;
      },
    },
    shareTargetPicker: () => Promise.reject(failure("FORBIDDEN", "not on a practice phone")),
    permission: {
      query: async () => ({ state: "granted" }),
      requestAll: async () => {},
      getGrantedAll: async () => ["profile", "openid", "chat_message.write"],
    },
    use: () => liff,
  };
  window.liff = liff;
})();
