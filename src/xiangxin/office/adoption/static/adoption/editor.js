// Numbers beside the lines of a text, and a finding that leads to its line. Without this the text is still written,
// and each finding quotes the line it is about. The tab key is left to the keyboard's user.
(function () {
  "use strict";

  document.querySelectorAll("[data-editor]").forEach(function (editor) {
    const text = editor.querySelector("textarea");
    const lines = editor.querySelector(".editor-lines");
    let shown = 0;

    function number() {
      const count = text.value.split("\n").length;
      if (count === shown) return;
      shown = count;
      lines.textContent = Array.from({ length: count }, function (_, at) { return at + 1; }).join("\n");
      // The numbers are as tall as what is seen of the text, never taller.
      lines.scrollTop = text.scrollTop;
    }

    function go(line) {
      const all = text.value.split("\n");
      const at = Math.min(Math.max(line, 1), all.length) - 1;
      const start = all.slice(0, at).reduce(function (sum, one) { return sum + one.length + 1; }, 0);
      text.focus();
      text.setSelectionRange(start, start + all[at].length);
      text.scrollTop = (text.scrollHeight / all.length) * Math.max(0, at - 5);
      text.scrollLeft = 0;
    }

    text.addEventListener("input", number);
    text.addEventListener("scroll", function () { lines.scrollTop = text.scrollTop; });
    document.querySelectorAll("a[data-line]").forEach(function (link) {
      link.addEventListener("click", function (event) {
        event.preventDefault();
        go(Number(link.dataset.line));
      });
    });
    number();
  });
})();
