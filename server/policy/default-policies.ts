/** The policies of a server that nobody has given others. */

export const DEFAULT_POLICIES = `// What no policy permits is denied, so whoever has no token may do nothing.

@id("read")
permit (principal, action in Action::"read", resource)
when { principal.scopes.contains("read") };

@id("write")
permit (principal, action in Action::"write", resource)
when { principal.scopes.contains("write") };

@id("admin")
permit (principal, action in Action::"admin", resource)
when { principal.scopes.contains("admin") };

@id("view-all-fields")
permit (principal, action == Action::"view", resource)
when { principal.scopes.contains("admin") };

@id("graphql-is-off")
forbid (principal, action, resource)
when { context.surface == "graphql" && !context.flags["features.graphql"] };

@id("mcp-is-off")
forbid (principal, action, resource)
when { context.surface == "mcp" && !context.flags["features.mcp"] };

@id("sockets-are-off")
forbid (principal, action, resource)
when { context.surface == "socket" && !context.flags["features.sockets"] };
`
