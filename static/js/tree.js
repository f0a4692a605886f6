// The tree page: levels come when they are unfolded, arrows walk along the lines, a line dragged
// onto a new parent leads to the preview of the move. Without this file every name is a link.
(function () {
  "use strict";

  const tree = document.querySelector("[data-tree]");
  if (!tree) {
    return;
  }
  const status = document.querySelector("[data-tree-status]");

  function say(text) {
    status.textContent = text;
  }

  function listOf(row) {
    const last = row.parentNode.lastElementChild;
    return last.tagName === "UL" ? last : null;
  }

  function toggleOf(row) {
    return row.querySelector(".tree-toggle");
  }

  function isOpen(row) {
    const toggle = toggleOf(row);
    return Boolean(toggle) && toggle.getAttribute("aria-expanded") === "true";
  }

  // The piece of page that the server made; its scripts, if it had any, would stay asleep.
  function load(url) {
    return window
      .fetch(url, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } })
      .then(function (response) {
        if (!response.ok || response.redirected) {
          throw new Error(String(response.status));
        }
        return response.text();
      })
      .then(function (text) {
        return new DOMParser().parseFromString(text, "text/html").querySelector("ul");
      });
  }

  function show(row, isShown) {
    const list = listOf(row);
    toggleOf(row).setAttribute("aria-expanded", String(isShown));
    if (list) {
      list.classList.toggle("is-folded", !isShown);
    }
  }

  function fill(row) {
    const toggle = toggleOf(row);
    if (toggle.hasAttribute("data-busy")) {
      return;
    }
    toggle.setAttribute("data-busy", "");
    load(toggle.dataset.url)
      .then(function (list) {
        const old = listOf(row);
        if (old) {
          old.remove();
        }
        row.parentNode.appendChild(list);
        show(row, true);
        say("已载入 " + list.children.length + " 个下级。");
      })
      .catch(function () {
        // Signed out, or the line is down: the node's own page says which.
        window.location.href = row.querySelector(".tree-name").href;
      })
      .then(function () {
        toggle.removeAttribute("data-busy");
      });
  }

  function unfold(row) {
    const list = listOf(row);
    if (list) {
      show(row, true);
    } else {
      fill(row);
    }
  }

  // The next part of a long level takes the place of its button.
  function loadMore(link) {
    const place = link.parentNode;
    link.setAttribute("aria-disabled", "true");
    load(link.href)
      .then(function (list) {
        const first = list.querySelector(".tree-name");
        while (list.firstElementChild) {
          place.parentNode.insertBefore(list.firstElementChild, place);
        }
        place.remove();
        if (first) {
          first.focus();
        }
      })
      .catch(function () {
        link.removeAttribute("aria-disabled");
        say("没有载入成功，请再试一次。");
      });
  }

  tree.addEventListener("click", function (event) {
    const toggle = event.target.closest(".tree-toggle");
    const more = event.target.closest("[data-tree-more]");
    const whole = event.target.closest("[data-tree-whole]");
    if (toggle) {
      const row = toggle.parentNode;
      if (isOpen(row)) {
        show(row, false);
      } else {
        unfold(row);
      }
    } else if (whole) {
      event.preventDefault();
      fill(whole.closest("ul").parentNode.querySelector(".tree-row"));
    } else if (more) {
      event.preventDefault();
      if (!more.hasAttribute("aria-disabled")) {
        loadMore(more);
      }
    }
  });

  function rows() {
    return Array.prototype.filter.call(tree.querySelectorAll(".tree-row"), function (row) {
      return row.offsetParent !== null;
    });
  }

  function focusOn(row) {
    if (row) {
      row.querySelector(".tree-name").focus();
    }
  }

  function rowAbove(row) {
    const list = row.parentNode.parentNode;
    return list.parentNode === tree ? null : list.parentNode.querySelector(".tree-row");
  }

  // ↑ ↓ walk along the lines, → unfolds, ← folds or goes to the parent.
  const KEYS = {
    ArrowDown: function (row, all) {
      focusOn(all[all.indexOf(row) + 1]);
    },
    ArrowUp: function (row, all) {
      focusOn(all[all.indexOf(row) - 1]);
    },
    ArrowRight: function (row, all) {
      if (isOpen(row)) {
        focusOn(all[all.indexOf(row) + 1]);
      } else if (toggleOf(row)) {
        unfold(row);
      }
    },
    ArrowLeft: function (row) {
      if (isOpen(row)) {
        show(row, false);
      } else {
        focusOn(rowAbove(row));
      }
    },
  };

  tree.addEventListener("keydown", function (event) {
    const row = event.target.closest(".tree-row");
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (row && isPlain && KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key](row, rows());
    }
  });

  Array.prototype.forEach.call(document.querySelectorAll("[data-tree-fold]"), function (button) {
    button.addEventListener("click", function () {
      const isShown = button.dataset.treeFold === "open";
      Array.prototype.forEach.call(tree.querySelectorAll(".tree-row"), function (row) {
        const list = listOf(row);
        if (list && toggleOf(row)) {
          show(row, isShown);
        }
      });
    });
  });

  // Dragging: only onto a node of the tier above that is not the parent already.
  const form = document.querySelector("[data-move-form]");
  let dragged = null;

  function takes(row) {
    return (
      dragged !== null &&
      row !== null &&
      Number(row.dataset.tier) === Number(dragged.dataset.tier) - 1 &&
      row.dataset.node !== dragged.dataset.parent
    );
  }

  function mark(row) {
    Array.prototype.forEach.call(tree.querySelectorAll(".is-target"), function (old) {
      old.classList.remove("is-target");
    });
    if (row) {
      row.classList.add("is-target");
    }
  }

  if (form) {
    tree.addEventListener("dragstart", function (event) {
      const row = event.target.closest(".tree-row[draggable]");
      if (row) {
        dragged = row;
        row.classList.add("is-dragged");
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", row.dataset.node);
      }
    });

    tree.addEventListener("dragover", function (event) {
      const row = event.target.closest(".tree-row");
      mark(takes(row) ? row : null);
      if (takes(row)) {
        event.preventDefault();
        event.dataTransfer.dropEffect = "move";
      }
    });

    tree.addEventListener("drop", function (event) {
      const row = event.target.closest(".tree-row");
      if (takes(row)) {
        event.preventDefault();
        form.action = tree.dataset.moveUrl.replace("/0/", "/" + dragged.dataset.node + "/");
        form.elements.parent.value = row.dataset.node;
        form.elements.version.value = dragged.dataset.version;
        form.submit();
      }
    });

    tree.addEventListener("dragend", function () {
      if (dragged) {
        dragged.classList.remove("is-dragged");
      }
      dragged = null;
      mark(null);
    });
  }

  // After the browser has gone to the address's #node, which takes the focus away.
  const marked = tree.querySelector(".is-marked");
  if (marked) {
    window.addEventListener("load", function () {
      window.setTimeout(function () {
        marked.scrollIntoView({ block: "center" });
        focusOn(marked);
      }, 0);
    });
  }
})();
