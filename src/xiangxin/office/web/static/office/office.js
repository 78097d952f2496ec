// The little that pages do beyond htmx: the first error takes the focus, menus close, a redirect moves the whole page.
(function () {
  "use strict";

  function showFirstError(root) {
    const first = root.querySelector("[data-first]");
    if (first) first.focus();
  }

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    showFirstError(document);
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    showFirstError(event.detail.elt);
  });
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.menu[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // A session that ended answers with the page for signing in; that is a page, not a part of one.
  document.addEventListener("htmx:beforeSwap", function (event) {
    const asked = event.detail.pathInfo.finalRequestPath || event.detail.pathInfo.requestPath;
    const answered = event.detail.xhr.responseURL;
    if (!answered || new URL(answered).pathname === new URL(asked, window.location.href).pathname) return;
    event.detail.shouldSwap = false;
    window.location.assign(answered);
  });

  document.addEventListener("htmx:beforeRequest", function () {
    const place = document.getElementById("problem-place");
    if (place) place.textContent = "";
  });
})();
