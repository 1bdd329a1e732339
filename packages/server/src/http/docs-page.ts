/** A page that shows the API's own description, read from the server: nothing of it comes from anywhere else. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Weir API</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
  details { border-top: 1px solid #8884; padding: .3rem 0; }
  summary { cursor: pointer; }
  code, pre { font: 13px/1.5 ui-monospace, monospace; }
  pre { overflow: auto; padding: .8rem; background: #8881; border-radius: 4px; }
  b { display: inline-block; width: 4.5rem; }
  input { width: 100%; padding: .5rem; box-sizing: border-box; font: inherit; }
</style>
<h1>Weir API</h1>
<p>The description as data: <a href="openapi.json">openapi.json</a></p>
<input type="search" placeholder="Filter by path" aria-label="Filter by path">
<main>Loading…</main>
<script type="module">
  const { paths, components } = await (await fetch("openapi.json")).json();
  const element = (name, text, ...children) => {
    const made = document.createElement(name);
    made.append(text, ...children);
    return made;
  };
  const named = (schema) => schema?.$ref?.split("/").pop();
  /** A schema with the components that it names, each written once. */
  const spelled = (schema, seen = new Set()) => {
    if (Array.isArray(schema)) return schema.map((each) => spelled(each, seen));
    if (schema === null || typeof schema !== "object") return schema;
    const name = named(schema);
    if (name && seen.has(name)) return name;
    if (name) return spelled(components.schemas[name], new Set(seen).add(name));
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, spelled(value, seen)]));
  };
  const part = (title, schema) =>
    schema === undefined ? [] : [element("p", title), element("pre", JSON.stringify(spelled(schema), null, 2))];
  const content = (body) => body?.content?.["application/json"]?.schema;
  const show = (wanted) => {
    const groups = new Map();
    for (const [path, methods] of Object.entries(paths))
      for (const [method, operation] of Object.entries(methods)) {
        if (!path.includes(wanted)) continue;
        const item = element("details", "");
        item.append(element("summary", "", element("b", method.toUpperCase()), element("code", path)));
        item.addEventListener("toggle", () => {
          if (item.childElementCount > 1) return;
          const parameters = operation.parameters.length > 0 ? operation.parameters : undefined;
          item.append(...part("Parameters", parameters), ...part("Body", content(operation.requestBody)));
          for (const [status, answer] of Object.entries(operation.responses))
            item.append(...part("Answer " + status, content(answer)));
        });
        const [group] = operation.tags;
        groups.set(group, [...(groups.get(group) ?? []), item]);
      }
    const main = document.querySelector("main");
    main.replaceChildren();
    for (const [group, items] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1)))
      main.append(element("h2", group), ...items);
  };
  show("");
  document.querySelector("input").addEventListener("input", (event) => show(event.target.value));
</script>
</html>
`;
