// A file may be dropped anywhere on its place; the browser's own button works without this.
(function () {
  "use strict";

  document.querySelectorAll("[data-drop]").forEach(function (place) {
    const input = place.querySelector("input[type=file]");
    place.addEventListener("dragover", function (event) {
      event.preventDefault();
      place.classList.add("drop-over");
    });
    place.addEventListener("dragleave", function () {
      place.classList.remove("drop-over");
    });
    place.addEventListener("drop", function (event) {
      event.preventDefault();
      place.classList.remove("drop-over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
    });
  });
})();
