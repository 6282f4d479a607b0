/**
 * Under which names a call of `publishEvent` publishes, as far as the text of the source tells: literals, constants
 * and their members, objects that are built by functions, and the types of what is handed in, through imports.
 *
 * Nothing is executed and no types are computed: that would take the compiler longer than the gate may.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import ts from 'typescript'

/** Files that were parsed, by their paths. */
export class SourceFiles {
  readonly #parsed = new Map<string, ts.SourceFile | undefined>()

  /** A parsed file; undefined where there is none. */
  open(path: string): ts.SourceFile | undefined {
    if (!this.#parsed.has(path)) this.#parsed.set(path, parseFile(path))
    return this.#parsed.get(path)
  }
}

function parseFile(path: string): ts.SourceFile | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind)
}

/** What a chain of constants and functions may have as steps. */
const MAX_STEPS = 24

/** The member of an event that has its name; `type` is that of what bits tell. */
const NAME_MEMBERS = ['name', 'type']

type Declaration =
  | ts.VariableDeclaration
  | ts.ParameterDeclaration
  | ts.BindingElement
  | ts.FunctionDeclaration
  | ts.TypeAliasDeclaration
  | ts.InterfaceDeclaration

/** Finds the names of events. */
export class EventNames {
  readonly #files: SourceFiles

  constructor(files: SourceFiles) {
    this.#files = files
  }

  /** The names that an event can have; undefined where the source does not tell. */
  ofEvent(event: ts.Expression, steps = MAX_STEPS): readonly string[] | undefined {
    const node = unwrap(event)
    if (steps === 0) return undefined
    if (ts.isObjectLiteralExpression(node)) return this.#ofObject(node, steps - 1)
    if (ts.isConditionalExpression(node)) {
      return this.#ofAll([node.whenTrue, node.whenFalse], steps - 1)
    }
    if (ts.isBinaryExpression(node)) return this.#ofAll([node.left, node.right], steps - 1)
    if (ts.isCallExpression(node)) return this.#ofCall(node, steps - 1)
    if (ts.isIdentifier(node)) return this.#ofDeclared(node, steps - 1)
    return undefined
  }

  #ofAll(events: readonly ts.Expression[], steps: number): readonly string[] | undefined {
    const all = events.filter((each) => !isUndefined(each)).map((each) => this.ofEvent(each, steps))
    return all.length > 0 && all.every((each) => each !== undefined) ? all.flat() : undefined
  }

  #ofObject(object: ts.ObjectLiteralExpression, steps: number): readonly string[] | undefined {
    for (const property of object.properties) {
      const { name } = property
      if (name === undefined || !NAME_MEMBERS.includes(name.getText())) continue
      if (ts.isPropertyAssignment(property)) return this.#ofText(property.initializer, steps)
      if (ts.isShorthandPropertyAssignment(property)) return this.#ofText(property.name, steps)
    }
    const spread = object.properties.filter(ts.isSpreadAssignment)
    for (const { expression } of spread) {
      const names = this.ofEvent(expression, steps)
      if (names !== undefined) return names
    }
    return undefined
  }

  /** What a function gives, or where that is not to be told (`Object.freeze`), what it is given. */
  #ofCall(call: ts.CallExpression, steps: number): readonly string[] | undefined {
    const declared = ts.isIdentifier(call.expression) ? this.#find(call.expression) : undefined
    const returned = declared === undefined ? undefined : listReturns(declared)
    const names = returned === undefined ? undefined : this.#ofAll(returned, steps)
    const [first] = call.arguments
    return names ?? (first === undefined ? undefined : this.ofEvent(first, steps))
  }

  #ofDeclared(identifier: ts.Identifier, steps: number): readonly string[] | undefined {
    const declared = this.#find(identifier)
    if (declared === undefined) return undefined
    if (ts.isVariableDeclaration(declared) || ts.isParameter(declared)) {
      if (declared.type !== undefined) {
        const names = this.#ofType(declared.type, steps)
        if (names !== undefined) return names
      }
      if (declared.initializer !== undefined) return this.ofEvent(declared.initializer, steps)
    }
    return undefined
  }

  /** The names that a union of events has, each written as the type of its `name` or `type`. */
  #ofType(type: ts.TypeNode, steps: number): readonly string[] | undefined {
    if (steps === 0) return undefined
    if (ts.isUnionTypeNode(type)) {
      const all = type.types
        .filter((each) => each.kind !== ts.SyntaxKind.UndefinedKeyword)
        .map((each) => this.#ofType(each, steps - 1))
      return all.every((each) => each !== undefined) ? all.flat() : undefined
    }
    if (ts.isTypeLiteralNode(type)) return this.#ofMembers(type.members)
    if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return undefined
    const declared = this.#find(type.typeName)
    if (declared === undefined) return undefined
    if (ts.isTypeAliasDeclaration(declared)) return this.#ofType(declared.type, steps - 1)
    return ts.isInterfaceDeclaration(declared) ? this.#ofMembers(declared.members) : undefined
  }

  #ofMembers(members: ts.NodeArray<ts.TypeElement>): readonly string[] | undefined {
    for (const member of members) {
      if (!ts.isPropertySignature(member) || !NAME_MEMBERS.includes(member.name.getText())) continue
      const { type } = member
      if (type !== undefined && ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) {
        return [type.literal.text]
      }
    }
    return undefined
  }

  #ofText(expression: ts.Expression, steps: number): readonly string[] | undefined {
    const node = unwrap(expression)
    if (steps === 0) return undefined
    if (ts.isStringLiteralLike(node)) return [node.text]
    if (ts.isConditionalExpression(node)) {
      const [yes, no] = [node.whenTrue, node.whenFalse].map((each) => this.#ofText(each, steps - 1))
      return yes === undefined || no === undefined ? undefined : [...yes, ...no]
    }
    const initializer = ts.isIdentifier(node) ? this.#constantOf(node) : undefined
    if (initializer !== undefined) return this.#ofText(initializer, steps - 1)
    // `SOME_TYPE.name`, of a constant that is an object.
    if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined
    const object = this.#constantOf(node.expression)
    if (object === undefined) return undefined
    const literal = unwrap(object)
    if (!ts.isObjectLiteralExpression(literal)) return undefined
    const member = literal.properties.find((each) => each.name?.getText() === node.name.text)
    return member !== undefined && ts.isPropertyAssignment(member)
      ? this.#ofText(member.initializer, steps - 1)
      : undefined
  }

  /** What a constant is set to; undefined for what can change. */
  #constantOf(identifier: ts.Identifier): ts.Expression | undefined {
    const declared = this.#find(identifier)
    if (declared === undefined || !ts.isVariableDeclaration(declared)) return undefined
    return declared.parent.flags & ts.NodeFlags.Const ? declared.initializer : undefined
  }

  /** What an identifier stands for: the nearest declaration around it, or what it is imported from. */
  #find(identifier: ts.Identifier): Declaration | undefined {
    for (let scope: ts.Node = identifier.parent; scope !== undefined; scope = scope.parent) {
      const declared = findIn(scope, identifier.text)
      if (declared !== undefined) return declared
    }
    return this.#findImported(identifier)
  }

  #findImported(identifier: ts.Identifier): Declaration | undefined {
    const { text } = identifier
    const file = identifier.getSourceFile()
    for (const statement of file.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
        continue
      const bindings = statement.importClause?.namedBindings
      if (bindings === undefined || !ts.isNamedImports(bindings)) continue
      const found = bindings.elements.find(({ name }) => name.text === text)
      if (found === undefined || !statement.moduleSpecifier.text.startsWith('.')) continue
      const path = resolve(dirname(file.fileName), statement.moduleSpecifier.text)
      const other = this.#files.open(path)
      return other && findIn(other, (found.propertyName ?? found.name).text)
    }
    return undefined
  }
}

/** What stands in a scope itself under a name: not what stands in functions within it. */
function findIn(scope: ts.Node, name: string): Declaration | undefined {
  if (ts.isFunctionLike(scope)) return scope.parameters.find((each) => each.name.getText() === name)
  if (ts.isForOfStatement(scope)) return findInList(scope.initializer, name)
  const isScope = ts.isSourceFile(scope) || ts.isBlock(scope) || ts.isCaseOrDefaultClause(scope)
  if (!isScope) return undefined
  for (const statement of scope.statements) {
    if (ts.isVariableStatement(statement)) {
      const found = findInList(statement.declarationList, name)
      if (found !== undefined) return found
    }
    const isNamed =
      ts.isFunctionDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement)
    if (isNamed && statement.name?.text === name) return statement
  }
  return undefined
}

function findInList(list: ts.ForInitializer, name: string): Declaration | undefined {
  if (!ts.isVariableDeclarationList(list)) return undefined
  for (const declared of list.declarations) {
    if (ts.isIdentifier(declared.name)) {
      if (declared.name.text === name) return declared
    } else {
      const element = declared.name.elements.find(
        (each) => ts.isBindingElement(each) && each.name.getText() === name,
      )
      if (element !== undefined && ts.isBindingElement(element)) return element
    }
  }
  return undefined
}

/** What a function gives; undefined where it is none. */
function listReturns(declared: Declaration): readonly ts.Expression[] | undefined {
  const made =
    ts.isVariableDeclaration(declared) && declared.initializer !== undefined
      ? unwrap(declared.initializer)
      : declared
  const isFunction =
    ts.isFunctionDeclaration(made) || ts.isArrowFunction(made) || ts.isFunctionExpression(made)
  if (!isFunction || made.body === undefined) return undefined
  if (!ts.isBlock(made.body)) return [made.body]
  const returned: ts.Expression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return
    if (ts.isReturnStatement(node) && node.expression !== undefined) returned.push(node.expression)
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(made.body, visit)
  return returned
}

function isUndefined(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && node.text === 'undefined'
}

/** An expression without what changes nothing of its value. */
function unwrap(expression: ts.Expression): ts.Expression {
  let node = expression
  while (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  ) {
    node = node.expression
  }
  return node
}
