/** One line of facts: a name and its value. */
interface FactProps {
  readonly name: string
  readonly value: string
  readonly exact?: string
  readonly isNumber?: boolean
}

export function Fact({ name, value, exact = value, isNumber = false }: FactProps) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className={isNumber ? 'number' : ''} title={exact}>
        {value}
      </dd>
    </div>
  )
}
