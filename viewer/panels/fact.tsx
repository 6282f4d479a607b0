/** One line of facts: a name and its value. */
interface FactProps {
  readonly name: string
  readonly value: string
  readonly exact?: string
  readonly isNumber?: boolean
  /** Has a line to itself where others stand beside each other. */
  readonly isWide?: boolean
}

export function Fact({ name, value, exact = value, isNumber = false, isWide = false }: FactProps) {
  return (
    <div className={isWide ? 'fact wide' : 'fact'}>
      <dt>{name}</dt>
      <dd className={isNumber ? 'number' : ''} title={exact}>
        {value}
      </dd>
    </div>
  )
}
