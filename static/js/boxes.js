// A box above a long list of boxes to tick: typing a name, its pinyin or initials narrows the list.
// What is ticked always stays in sight. Without this script the whole list is there.
// Oldest engine: Chromium 87.
(function () {
  "use strict";

  const FEWEST = 12;
  // So few letters must begin the name: "an" is inside too many.
  const SHORT = 2;

  function fits(row, wish) {
    const box = row.querySelector("input");
    const spelling = " " + (box.dataset.spelling || "");
    return (
      !wish ||
      box.checked ||
      row.textContent.toLowerCase().indexOf(wish) >= 0 ||
      spelling.indexOf(wish.length > SHORT ? wish : " " + wish) >= 0
    );
  }

  // A heading is shown while a row under it is.
  function showHeadings(list) {
    let heading = null;
    Array.prototype.forEach.call(list.children, function (node) {
      if (node.tagName === "P") {
        heading = node;
        heading.hidden = true;
      } else if (heading && !node.hidden) {
        heading.hidden = false;
      }
    });
  }

  function narrow(list, rows, wish) {
    let shown = 0;
    rows.forEach(function (row) {
      row.hidden = !fits(row, wish);
      shown += row.hidden ? 0 : 1;
    });
    showHeadings(list);
    return shown;
  }

  function names(rows) {
    return rows
      .filter(function (row) {
        return row.querySelector("input").checked;
      })
      .map(function (row) {
        return row.textContent.trim();
      })
      .join("、");
  }

  function enhance(list) {
    const rows = Array.prototype.slice.call(list.querySelectorAll(".form-check"));
    if (rows.length <= FEWEST) {
      return;
    }
    const legend = list.parentNode.querySelector("legend");
    const title = legend ? legend.textContent.replace("*", "").replace("必填", "").trim() : "";
    const box = document.createElement("input");
    box.type = "search";
    box.className = "form-control picker-box";
    box.placeholder = "名称或拼音";
    box.autocomplete = "off";
    box.setAttribute("aria-label", "筛选" + title);
    box.setAttribute("data-draft-skip", "");
    const told = document.createElement("p");
    told.className = "form-help";
    told.setAttribute("role", "status");

    function tell(shown) {
      const chosen = names(rows);
      const found = box.value.trim() && !shown ? "没有找到，请换个写法。" : "";
      told.textContent = found + (chosen ? "已选：" + chosen : "还没有选择。");
    }

    function look() {
      tell(narrow(list, rows, box.value.trim().toLowerCase()));
    }

    box.addEventListener("input", look);
    box.addEventListener("keydown", function (event) {
      if (event.key === "Enter") {
        event.preventDefault();
      }
    });
    list.addEventListener("change", look);
    list.parentNode.insertBefore(told, list);
    list.parentNode.insertBefore(box, list);
    look();
  }

  Array.prototype.forEach.call(document.querySelectorAll("div.choices-long"), enhance);
})();
