import { ensureViewerBuilt } from './build-viewer.ts'
import { openViewer } from '../viewer/testing/open-viewer.ts'
const out='/tmp/wt/shots-viewer'
import { mkdirSync } from 'node:fs'
mkdirSync(out,{recursive:true})
console.log(await ensureViewerBuilt())
const v=await openViewer('/#v=1&scenario=trust-market&tick=4')
const {page}=v
page.setDefaultTimeout(20000)
const shot=async(n)=>{await page.waitForTimeout(700);await page.screenshot({path:`${out}/${n}.png`});console.log(n)}
await page.setViewportSize({width:1280,height:720})
await page.waitForTimeout(3000)
const toTheme=async(dark)=>{const is=await page.evaluate(()=>document.documentElement.classList.contains('dark'));if(is!==dark)await page.keyboard.press('t')}
const stages=async(name)=>{
  for(const dark of [true,false]){await toTheme(dark);await shot(`${name}-${dark?'dark':'light'}`)}
}
await page.locator('.scene-canvas').focus()
await page.keyboard.press('Enter')
await page.waitForTimeout(500)
await page.getByLabel('Traced').check()
await page.keyboard.press('Escape')
for(let i=0;i<5;i++){await page.locator('body').press('.');await page.waitForTimeout(150)}
await page.getByRole('button',{name:'Suspend'}).click()
await stages('bit-1280')
await page.locator('.event-list').scrollIntoViewIfNeeded()
await page.evaluate(()=>document.querySelector('.inspector').scrollBy(0,200))
await stages('bit-events-1280')
await page.setViewportSize({width:1920,height:1080}); await page.evaluate(()=>document.querySelector('.inspector').scrollTo(0,0))
await stages('bit-1920')
await page.setViewportSize({width:1280,height:720})
// box
await page.keyboard.press('b'); await page.waitForTimeout(200)
const c=await page.locator('canvas').first().boundingBox()
await page.mouse.move(c.x+c.width/2-80,c.y+c.height/2-60);await page.mouse.down();await page.mouse.move(c.x+c.width/2,c.y+c.height/2,{steps:4});await page.mouse.move(c.x+c.width/2+80,c.y+c.height/2+60,{steps:4});await page.mouse.up()
await page.waitForTimeout(500)
await page.evaluate(()=>document.querySelector('.inspector').scrollTo(0,0))
await stages('box-1280')
await page.keyboard.press('s'); await stages('share-1280'); await page.keyboard.press('Escape')
// zones
await page.goto(v.address+'/#v=1&scenario=policies&tick=205'); await page.reload().catch(()=>{})
await page.waitForTimeout(4000)
await page.keyboard.press('n')
await page.locator('.zone-row').nth(1).click()
await page.locator('body').press('.');await page.locator('body').press('.')
await page.evaluate(()=>document.querySelector('.inspector').scrollTo(0,0))
await stages('zone-1280')
await page.goto(v.address+'/#v=1&scenario=learners&tick=30'); await page.reload().catch(()=>{})
await page.waitForTimeout(4000)
await page.locator('.zone-row').nth(0).click()
await page.keyboard.press('n')
await page.locator('body').press('.')
await page.evaluate(()=>document.querySelector('.inspector').scrollTo(0,0))
await stages('zone3d-1280')
// phone
await page.setViewportSize({width:360,height:740})
await page.waitForTimeout(500)
await stages('phone')
console.log(v.complaints)
await v.close()
