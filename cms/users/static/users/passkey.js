// Says so when a passkey does not work or the person breaks off: the scripts of the package tell the console only.
(() => {
  const text = document.currentScript.dataset.text;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const told = document.getElementById("passkey-error") || document.createElement("p");
    told.id = "passkey-error";
    told.className = "notice notice--warning";
    told.setAttribute("role", "alert");
    told.textContent = text;
    document.querySelector("main h1").after(told);
  });
})();
