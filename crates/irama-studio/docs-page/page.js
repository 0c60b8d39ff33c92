// Shows the description of the interface, of which it knows only the OpenAPI form.

const el = (name, className, ...children) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((it) => it != null));
  return made;
};

const shape = (schema) => {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if (schema.oneOf) return schema.oneOf.map(shape).filter(Boolean).join(" | ");
  if (schema.allOf) return schema.allOf.map(shape).filter(Boolean).join(" & ");
  if (schema.enum) return schema.enum.map((it) => JSON.stringify(it)).join(" | ");
  const type = [].concat(schema.type ?? "any").join(" | ");
  return schema.type === "array" ? `[${shape(schema.items)}…]` : type;
};

const bodyOf = (content) =>
  Object.entries(content ?? {})
    .map(([type, it]) => (it.schema ? `${type}: ${shape(it.schema)}` : type))
    .join(", ");

const route = (path, method, it) => {
  const lines = [
    ...(it.parameters ?? []).map((p) => `${p.in} ${p.name}${p.required ? "" : "?"}: ${shape(p.schema)}${p.description ? ` – ${p.description}` : ""}`),
    it.requestBody ? `body ${bodyOf(it.requestBody.content)}` : null,
    ...Object.entries(it.responses ?? {}).map(([status, r]) => `→ ${status} ${bodyOf(r.content)}`),
  ].filter(Boolean);
  const head = el("h3", "", el("span", "method", method.toUpperCase()), el("code", "", path));
  return el("section", "route", head, el("div", "", it.summary ?? ""), it.description ? el("div", "soft", it.description) : null, el("pre", "soft", lines.join("\n")));
};

const schema = (name, it) => {
  const fields = Object.entries(it.properties ?? {}).map(([key, value]) => {
    const optional = (it.required ?? []).includes(key) ? "" : "?";
    return `${key}${optional}: ${shape(value)}${value.description ? `  – ${value.description}` : ""}`;
  });
  const head = el("h3", "", el("code", "", name));
  return el("section", "route", head, el("div", "", it.description ?? ""), el("pre", "soft", fields.length ? fields.join("\n") : shape(it)));
};

const show = async () => {
  const described = await (await fetch("/api/openapi.json")).json();
  document.querySelector("#about").textContent = described.info.description;
  const groups = new Map();
  for (const [path, methods] of Object.entries(described.paths)) {
    for (const [method, it] of Object.entries(methods)) {
      const tag = it.tags?.[0] ?? "other";
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(route(path, method, it));
    }
  }
  for (const [tag, routes] of groups) {
    const heading = el("h2", "", tag);
    heading.id = tag;
    document.querySelector("#routes").append(heading, ...routes);
    const link = el("a", "", tag);
    link.href = `#${tag}`;
    document.querySelector("#tags").append(link);
  }
  for (const [name, it] of Object.entries(described.components?.schemas ?? {})) {
    document.querySelector("#schemas").append(schema(name, it));
  }
};

show();
