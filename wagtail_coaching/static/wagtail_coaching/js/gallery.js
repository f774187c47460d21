/*
 * The coach gallery without reloading: a choice applies as soon as it is made.
 *
 * The page works without this file: the filters are a plain form, everything else is links. Here
 * the same addresses are fetched, and from the answer come the results, the counts beside the
 * choices, the address, and what the page's head says of it. Where anything goes wrong, the browser
 * goes to the address itself.
 */

const gallery = document.querySelector("[data-coaching-gallery]");
const form = gallery?.querySelector("form");
const results = gallery?.querySelector("[data-coaching-results]");
const status = gallery?.querySelector("[data-coaching-status]");

/** What the head says of the address that is shown. */
const ABOUT_ADDRESS = ["link[rel='canonical']", "meta[name='robots']"];

/** @type {AbortController | undefined} */
let running;
/** The address of what is shown, without what stands behind "#". */
let shown = window.location.pathname + window.location.search;

/** Return the address of what the form says now, without empty fields. */
function formAddress() {
  const parameters = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value !== "") {
      parameters.append(name, String(value));
    }
  }
  const url = new URL(form.action);
  url.search = parameters.toString();
  return url;
}

/**
 * Show what an address shows. Resolves to false where a newer visit has overtaken this one.
 *
 * @param {URL} url
 * @param {{push?: boolean}} options
 */
async function visit(url, { push = true } = {}) {
  running?.abort();
  const own = new AbortController();
  running = own;
  results.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, {
      headers: { Accept: "text/html" },
      credentials: "same-origin",
      signal: own.signal,
    });
    const text = await response.text();
    if (own.signal.aborted) {
      return false;
    }
    const there = new DOMParser().parseFromString(text, "text/html");
    const found = there.querySelector("[data-coaching-results]");
    if (!response.ok || response.redirected || !found) {
      throw new Error("not the gallery");
    }
    show(there, found);
    if (push) {
      const address = new URL(found.dataset.coachingResults, url);
      if (!address.search) {
        address.search = ""; // no lonely "?" at its end
      }
      if (address.href !== window.location.href) {
        window.history.pushState({ coaching: true }, "", address);
      }
    }
    shown = window.location.pathname + window.location.search;
    results.removeAttribute("aria-busy");
    return true;
  } catch (error) {
    if (own.signal.aborted) {
      return false;
    }
    window.location.assign(url);
    return false;
  }
}

/** Take over results, counts and choices from another document. */
function show(there, found) {
  for (const part of results.querySelectorAll("[data-coaching-part]")) {
    const other = found.querySelector(`[data-coaching-part="${part.dataset.coachingPart}"]`);
    part.replaceChildren(...other.childNodes);
  }
  results.dataset.coachingResults = found.dataset.coachingResults;
  showForm(there);
  document.title = there.title;
  showHead(there);
  // First nothing, so that the same number is said again.
  status.textContent = "";
  window.setTimeout(() => {
    status.textContent = announcement();
  }, 100);
}

/** Return what is said aloud: how many, what a typo was taken for, and which page if not the first. */
function announcement() {
  const parts = [
    "[data-coaching-part='count']",
    "[data-coaching-said]",
    "nav li:not(:first-child) > [aria-current='page']",
  ];
  return parts
    .flatMap((selector) => [...results.querySelectorAll(selector)])
    .map((part) => part.textContent.replace(/\s+/g, " ").trim().replace(/\.$/, ""))
    .join(". ");
}

/** Let the head say of the new address what it would say had the browser gone there. */
function showHead(there) {
  for (const selector of ABOUT_ADDRESS) {
    const old = document.head.querySelector(selector);
    const now = there.head.querySelector(selector);
    if (old && now) {
      old.replaceWith(now);
    } else if (now) {
      document.head.append(now);
    } else {
      old?.remove();
    }
  }
}

/** Bring the form to what was answered, without touching what has the focus more than needed. */
function showForm(there) {
  const other = there.querySelector("[data-coaching-gallery] form");
  for (const name of ["q", "sort"]) {
    const field = form.elements.namedItem(name);
    const now = there.querySelector(`#${field.id}`);
    if (name === "sort") {
      field.replaceChildren(...[...now.options].map((option) => option.cloneNode(true)));
      field.value = now.value;
    } else if (field !== document.activeElement) {
      field.value = now.value;
    }
  }
  const inUse = form.querySelector("[data-coaching-in-use]");
  if (inUse) {
    inUse.textContent = other.querySelector("[data-coaching-in-use]")?.textContent ?? "";
  }
  showLabel(form.querySelector("[data-coaching-label]"), other.querySelector("[data-coaching-label]"));
  if (boxIds(form) !== boxIds(other)) {
    replaceFacets(other);
    return;
  }
  for (const box of form.querySelectorAll("input[type=checkbox]")) {
    const now = other.querySelector(`#${CSS.escape(box.id)}`);
    box.checked = now.checked;
    // What has the focus keeps it.
    box.disabled = now.disabled && box !== document.activeElement;
    const label = box.closest("label");
    label.lastElementChild.textContent = now.closest("label").lastElementChild.textContent;
  }
  for (const facet of form.querySelectorAll("[data-coaching-facet]")) {
    const now = other.querySelector(`[data-coaching-facet="${facet.dataset.coachingFacet}"]`);
    facet
      .querySelector("[data-coaching-chosen]")
      .replaceChildren(...now.querySelector("[data-coaching-chosen]").childNodes);
  }
}

/** The boxes that a form has, as one string to compare; in whatever order. */
function boxIds(somewhere) {
  const boxes = [...somewhere.querySelectorAll("input[type=checkbox]")];
  return boxes
    .map((box) => box.id)
    .sort()
    .join(" ");
}

/** Let the button that closes the folded filters say what is behind it. */
function showLabel(button, other) {
  if (button) {
    button.dataset.coachingLabel = other?.dataset.coachingLabel ?? button.textContent;
    button.textContent = button.dataset.coachingLabel;
  }
}

/** Somebody has joined or left meanwhile, so that there are other choices: take all of them. */
function replaceFacets(other) {
  const body = form.querySelector("[data-coaching-filters] > :last-child");
  const now = other.querySelector("[data-coaching-filters] > :last-child");
  if (!body || !now) {
    return;
  }
  const focused = document.activeElement?.id;
  body.replaceChildren(...now.childNodes);
  if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

/** Go to the head of the results, as the browser would go to a new page. */
function focusResults({ scroll = true } = {}) {
  const heading = results.querySelector("[data-coaching-part='count']");
  heading.focus({ preventScroll: true });
  if (scroll) {
    const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    results.scrollIntoView({ behavior: isCalm ? "auto" : "smooth", block: "start" });
  }
}

/** Whether the filters are folded into one line, as in a narrow window. */
function isFolded(filters) {
  return filters?.querySelector("summary")?.checkVisibility?.() ?? false;
}

function start() {
  gallery.classList.add("coaching-gallery--live");
  const button = form.querySelector("[data-coaching-label]");
  showLabel(button, button);

  gallery.addEventListener("change", (event) => {
    // What is typed waits for Enter, or the next choice.
    if (event.target.form === form && event.target.name !== "q") {
      visit(formAddress());
    }
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const filters = form.querySelector("[data-coaching-filters]");
    const wasOpen = Boolean(filters?.open) && isFolded(filters);
    if ((await visit(formAddress())) && (wasOpen || isFolded(filters))) {
      if (wasOpen) {
        filters.open = false;
      }
      focusResults();
    }
  });

  // Removing the text with the field's own cross is a choice, too.
  form.elements.namedItem("q").addEventListener("search", (event) => {
    if (event.target.value === "") {
      visit(formAddress());
    }
  });

  results.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href^='?']");
    const isElsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || isElsewhere || event.button !== 0 || event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    const isPage = link.closest("nav") !== null;
    // So that the text field, too, shows what the link says.
    form.elements.namedItem("q").blur();
    if (await visit(new URL(link.getAttribute("href"), form.action))) {
      focusResults({ scroll: isPage });
    }
  });

  window.addEventListener("popstate", async () => {
    if (window.location.pathname + window.location.search === shown) {
      return; // to another place on the page
    }
    const focused = document.activeElement;
    const isThere = await visit(new URL(window.location.href), { push: false });
    if (isThere && focused && !focused.isConnected) {
      focusResults({ scroll: false });
    }
  });
}

if (gallery && form && results && status && "fetch" in window && "replaceChildren" in gallery) {
  start();
}
