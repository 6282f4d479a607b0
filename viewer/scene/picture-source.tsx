/**
 * Lets whoever asks have a picture of the scene in any size: it is drawn once more for that, with the camera as
 * it stands, and the canvas on screen is as it was in the same task.
 */
import { useThree } from '@react-three/fiber'
import { useEffect } from 'react'
import { type Camera, OrthographicCamera, PerspectiveCamera, Vector2 } from 'three'
import { useScene } from './scene-context.ts'

export function PictureSource() {
  const { frames } = useScene()
  const get = useThree((state) => state.get)
  useEffect(() => {
    frames.takePicture = (width, height) => {
      const { gl, scene, camera, invalidate } = get()
      const picture = new OffscreenCanvas(width, height)
      const drawing = picture.getContext('2d')!
      paintBackdrop(drawing, width, height)
      const size = gl.getSize(new Vector2())
      const ratio = gl.getPixelRatio()
      gl.setPixelRatio(1)
      gl.setSize(width, height, false)
      const restore = fitCamera(camera, width, height, size)
      gl.render(scene, camera)
      // What was drawn is there until this task ends.
      drawing.drawImage(gl.domElement, 0, 0)
      restore()
      gl.setPixelRatio(ratio)
      gl.setSize(size.x, size.y, false)
      gl.render(scene, camera)
      invalidate()
      return picture
    }
    return () => {
      frames.takePicture = undefined
    }
  }, [frames, get])
  return null
}

/** As the page has it behind the canvas. */
function paintBackdrop(
  drawing: OffscreenCanvasRenderingContext2D,
  width: number,
  height: number,
): void {
  const style = getComputedStyle(document.documentElement)
  const gradient = drawing.createLinearGradient(0, 0, 0, height)
  gradient.addColorStop(0, style.getPropertyValue('--scene-top').trim())
  gradient.addColorStop(1, style.getPropertyValue('--scene-bottom').trim())
  drawing.fillStyle = gradient
  drawing.fillRect(0, 0, width, height)
}

/** Has a camera see the same in another shape; gives the function that puts it back. */
function fitCamera(camera: Camera, width: number, height: number, size: Vector2): () => void {
  if (camera instanceof PerspectiveCamera) {
    const { aspect, zoom } = camera
    camera.aspect = width / height
    // What was seen at the sides is seen in a narrower picture, too.
    camera.zoom = zoom * Math.min(1, camera.aspect / aspect)
    camera.updateProjectionMatrix()
    return () => {
      camera.aspect = aspect
      camera.zoom = zoom
      camera.updateProjectionMatrix()
    }
  }
  if (camera instanceof OrthographicCamera) {
    const { left, right, top, bottom, zoom } = camera
    // All that is on screen is in the picture.
    const scale = Math.min(width / size.x, height / size.y)
    Object.assign(camera, {
      left: -width / 2,
      right: width / 2,
      top: height / 2,
      bottom: -height / 2,
    })
    camera.zoom = zoom * scale
    camera.updateProjectionMatrix()
    return () => {
      Object.assign(camera, { left, right, top, bottom, zoom })
      camera.updateProjectionMatrix()
    }
  }
  return () => {}
}
