import { ADMIN, CARIF, Client, OF, Server, launchBrowser, person, RECORD } from './harness.mjs';
import { pages } from './pages.mjs';
const server = await Server.start(); const browser = await launchBrowser();
try {
const of = await new Client(server.base).login(OF); const carif = await new Client(server.base).login(CARIF);
const env = {server, browser, of, carif};
const wide = () => [...document.querySelectorAll('body *')].map(n => [n.tagName+'.'+n.className+'#'+n.id, n.scrollWidth, n.clientWidth, Math.round(n.getBoundingClientRect().left), Math.round(n.getBoundingClientRect().right)]).filter(x => x[2] && (x[1] > x[2]+1 || x[4] > 321)).slice(0,12);
for (const name of ['reprise','dialogue-vide']) {
 const u = await person(browser, server, {client: of});
 await pages.find(p=>p.name===name).open(u.page, env);
 await u.page.setViewportSize({width:320,height:640}); 
 console.log(name, JSON.stringify(await u.page.evaluate(wide)));
 await u.page.screenshot({path:`/tmp/${name}-320.png`});
 if (name==='reprise') await u.page.screenshot({path:`/tmp/${name}-320f.png`, fullPage:true});
 await u.context.close();
}
const u = await person(browser, server, {client: of});
await pages.find(p=>p.name==='dialogue').open(u.page, env);
await u.page.locator('dialog input[type=search]').focus();
for (let i=0;i<14;i++){ await u.page.keyboard.press('Tab'); await new Promise(r=>setTimeout(r,150));
 const s = await u.page.evaluate(()=>{const n=document.activeElement;const b=n.getBoundingClientRect();const h=document.elementFromPoint(b.x+b.width/2,b.y+b.height/2);return [n.tagName,n.value||n.textContent.trim().slice(0,30),Math.round(b.x),Math.round(b.y),Math.round(b.width),Math.round(b.height), h&&h.tagName+'.'+h.className]});
 console.log(JSON.stringify(s)); if (i===4) await u.page.screenshot({path:'/tmp/dialog-focus.png'});}
} finally { await browser.close(); await server.stop(); }
