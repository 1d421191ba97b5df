/* Back from LINE Login: hand the tokens to the page that was asked for, in this tab only, and go there.
   That page takes them out again at once. The address with LINE's code leaves the tab's history. */
(function () {
  "use strict";
  const main = document.querySelector("[data-handed]");
  const handed = { session: main.dataset.session, access: main.dataset.access };
  main.removeAttribute("data-session");
  main.removeAttribute("data-access");
  try {
    sessionStorage.setItem("liff-handed", JSON.stringify(handed));
    location.replace(main.dataset.wanted);
  } catch (_error) {
    main.querySelector(".loading").hidden = true;
    main.querySelector("[data-blocked]").hidden = false;
  }
})();
