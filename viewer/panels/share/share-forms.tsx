/** What can be shared beside the link; fetched when one of them is first asked for. */
import { useRunStore } from '../../state/run-store.ts'
import { AnimationForm } from './animation-form.tsx'
import { ModelForm } from './model-form.tsx'
import { PictureForm } from './picture-form.tsx'

export type ShareForm = 'picture' | 'animation' | 'model'

export function ShareForms({ form }: { readonly form: ShareForm }) {
  const info = useRunStore((state) => state.info)
  if (info === undefined) return <p className="quiet">Nothing runs yet: open something first.</p>
  switch (form) {
    case 'picture':
      return <PictureForm />
    case 'animation':
      return <AnimationForm />
    case 'model':
      return <ModelForm info={info} />
    default:
      return form satisfies never
  }
}
