"use strict";(()=>{var E,Ur,Na,ze,En,Zt,Xr,Wt,Gr,Ln,In,Ra,yt=Symbol.for("pv"),Qt={},Yt=[],Pa=/^m(i|n|o|s|text|space)$/,zn=Array.isArray,Zr=Yt.slice,We=Object.assign;function je(e){
e&&e.parentNode&&e.remove()}function Ut(e,t,n,r,i){var o={type:e,props:t,key:n,ref:r,__k:null,__:null,__b:0,__e:null,__c:null,constructor:yt,__v:i||++Ur,__i:-1,__u:0};return!i&&E.vnode&&E.
vnode(o),o}function M(e){return e.children}function Xt(e,t){this.props=e,this.context=t,this.__g=0}function De(e,t){if(t==null)return e.__&&De(e.__,e.__i+1);for(var n;t<e.
__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:De(e)}function Aa(e){var t,n=e.__v,r=n.__e,i=[],o=[],s=e.__P;
s&&((t=We({constructor:yt},n)).__v=n.__v+1,E.vnode&&E.vnode(t),Dn(s,t,n,e.__n,s.namespaceURI,32&n.__u?[r]:null,i,r||De(n),32&n.__u,o),t.__v=n.__v,t.__.__k[t.__i]=
t,ti(i,t,o),n.__=n.__e=null,t.__e!=r&&Qr(t))}function Qr(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),
Qr(e)}function jr(e){(8&e.__g||(e.__g|=8,ze.push(e),Zt++))&&En==E.debounceRendering||((En=E.debounceRendering)||queueMicrotask)(Yr)}function Yr(){try{for(var e,
t=1;ze.length;)ze.length>t&&ze.sort(Xr),e=ze.shift(),t=ze.length,8&e.__g&&Aa(e)}finally{(Zt=ze.length)&&(En||queueMicrotask)(Yr)}}function Jr(e,t,n,r,i,o,s,l,u,c,f){
var m,h,d,p,g,x,v=r.__k||Yt,w=t.length;for(u=Ea(n,t,v,u,w),m=0;m<w;m++)(d=n.__k[m])!=null&&(h=~d.__i&&v[d.__i]||Qt,d.__i=m,x=Dn(e,d,h,i,o,s,l,u,c,f),p=d.__e,(h.
ref!=d.ref||8&h.__u)&&(h.ref&&On(h.ref,null,d,h),d.ref&&f.push(d.ref,d.__c||p,d)),g=g||p,4&d.__u?(u=Kr(d,u,e,!h.__v),h.__e&&(h.__e=null)):typeof d.type=="functi\
on"&&x!==void 0?u=x:p&&(u=p.nextSibling),d.__u&=-21);return n.__e=g,u}function Ea(e,t,n,r,i){var o,s,l,u,c,f,m,h,d,p=n.length,g=p,x=0,v=0,w=e.__k=Array(i);for(o=
0;o<i;o++)(s=t[o])!=null&&typeof s!="boolean"&&typeof s!="function"?(typeof s!="object"||s.constructor===String?s=w[o]=Ut(null,s):zn(s)?s=w[o]=Ut(M,{children:s}):
s.constructor===yt&&s.__b?s=w[o]=Ut(s.type,s.props,s.key,s.ref,s.__v):w[o]=s,u=o+x,s.__=e,s.__b=e.__b+1,l=null,~(c=s.__i=Ia(s,n,u,g))&&(g--,(l=n[c])&&(l.__u|=2)),
l&&l.__v?(s.__u|=16,c==u-1?x--:c==u+1?x++:c!=u&&(c>u?x--:x++,v=1)):(~c||(i>p?x--:i<p&&x++),typeof s.type!="function"&&(s.__u|=4))):w[o]=null;if(v){for(f=[],m=[],
o=0;o<i;o++)if((s=w[o])&&16&s.__u){for(x=0,h=f.length;x<h;)f[d=x+h>>1]<s.__i?x=d+1:h=d;f[x]=s.__i,m[o]=x+1}for(x=f.length;o--;)m[o]&&(m[o]==x?x--:w[o].__u|=4)}if(g)
for(o=0;o<p;o++)!(l=n[o])||2&l.__u||(l.__e==r&&(r=De(l)),qn(l,l));return r}function Kr(e,t,n,r){var i,o,s,l;if(typeof e.type=="function"){if(e.props.__P)return t;
if(i=e.__k)for(o=0;o<i.length;o++)i[o]&&(i[o].__=e,t=Kr(i[o],t,n,!1));return t}for(t&&!t.parentNode&&(t=De(e))&&!t.parentNode&&(t=null),s=e.__e,l=t;l&&l.nodeType==
8;)l=l.nextSibling;for(s!=l&&(!r&&n.moveBefore&&s.parentNode?n.moveBefore(s,t):n.insertBefore(s,t||null)),t=s;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith(
"$s"););return t}function Ia(e,t,n,r){var i,o=e.key,s=e.type,l=t[n],u=l&&!(2&l.__u);if(l===null&&o==null||u&&o==l.key&&s==l.type)return n;if(r>(u?1:0)){for(i=n-1;i>=0;i--)if((l=
t[i])&&!(2&l.__u)&&o==l.key&&s==l.type)return i;for(i=n+1;i<t.length;i++)if((l=t[i])&&!(2&l.__u)&&o==l.key&&s==l.type)return i}return-1}function Wr(e,t,n){n==null&&
(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function jt(e,t,n,r,i){var o,s;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof r=="string"&&(e.style.
cssText=r=""),r)for(t in r)n&&t in n||Wr(e.style,t);if(n)for(t in n)r&&n[t]==r[t]||Wr(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),
typeof r!="function"&&(r=null),(e.__e||(e.__e={}))[t]=n,n&&r||(s=In[t]||(In[t]=La(t)),(e.__a||(e.__a={}))[t]=Ln,o=t!=(t=t.replace(Gr,"$1")),(t=t.slice(2))[0]<"a"&&
(t=t.toLowerCase()),n?e.addEventListener(t,s,o):e.removeEventListener(t,s,o));else{if(i=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,
"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)
try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function La(e){
return function(t){var n=this.__e;if(n){if(n=n[e],t[Wt]==null)t[Wt]=Ln++;else if(t[Wt]<this.__a[e])return;return n(E.event?E.event(t):t)}}}function Dn(e,t,n,r,i,o,s,l,u,c){
var f,m,h,d,p,g,x,v,w,T,_,j,O,V,C,H,q,W,k=t.type;if(t.constructor!==yt)return null;128&n.__u&&(u=32&n.__u,f=n.__c.__z)&&(t.__u|=u,m=o=[],f.nodeType==8?l=Gt(f,o):
o.push(f),l=o[0]||l),(f=E.__b)&&f(t);e:if(typeof k=="function"){h=s.length;try{if(v=t.props,w=(f=k.prototype)&&f.render,T=(f=k.contextType)&&r[f.__c],_=f?T?T.props.
value:f.__:r,(d=n.__c)?(t.__c=d,2&d.__g&&(d.__g|=1)):(w?t.__c=d=new k(v,_):(t.__c=d=new Xt(v,_),d.constructor=k,d.render=Da),T&&T.sub(d),d.state||(d.state={}),d.
__n=r,d.__g|=8,d.__h=[],d.__k=[]),w&&(d.__s||(d.__s=d.state),k.getDerivedStateFromProps&&(d.__s==d.state&&(d.__s=We({},d.__s)),We(d.__s,k.getDerivedStateFromProps(
v,d.__s)))),p=d.props,g=d.state,d.__v=t,n.__c){if(v!==p&&w&&!k.getDerivedStateFromProps&&d.componentWillReceiveProps&&d.componentWillReceiveProps(v,_),t.__v==n.
__v&&!(8&d.__g)||!(4&d.__g)&&d.shouldComponentUpdate&&d.shouldComponentUpdate(v,d.__s,_)===!1){t.__v!=n.__v&&(d.props=v,d.state=d.__s,d.__g&=-9),t.__e=n.__e,t.__k=
n.__k,t.__k.some(function(z){z&&(z.__=t)}),Yt.push.apply(d.__h,d.__k),d.__k=[],d.__h.length&&s.push(d),l=De(n);break e}d.componentWillUpdate&&d.componentWillUpdate(
v,d.__s,_),w&&d.componentDidUpdate&&d.__h.push(function(){d.componentDidUpdate(p,g,x)})}else w&&!k.getDerivedStateFromProps&&d.componentWillMount&&d.componentWillMount(),
w&&d.componentDidMount&&d.__h.push(d.componentDidMount);d.context=_,d.props=v,d.__P=e,d.__g&=-5,j=E.__r,O=w?25:0;do d.__g&=-9,j&&j(t),f=d.render(d.props,d.state=
d.__s,d.context);while(8&d.__g&&++O<25);w&&(Yt.push.apply(d.__h,d.__k),d.__k=[]),d.state=d.__s,d.getChildContext&&(r=We({},r,d.getChildContext())),w&&n.__c&&d.getSnapshotBeforeUpdate&&
(x=d.getSnapshotBeforeUpdate(p,g)),V=f&&f.type===M&&f.key==null?f.props.children:f,v.__P&&(f=l,i=(e=v.__P).namespaceURI,u=o=null,n.props&&n.props.__P!=e&&(n.__k.
some(function(z){z&&qn(z,z)}),n.__k=null),l=n.__k?De(n,0):null),l=Jr(e,zn(V)?V:[V],t,n,r,i,o,s,l,u,c),v.__P&&(t.__e=null,l=f),t.__u&=-161,m&&m.some(je),d.__h.length&&
s.push(d),1&d.__g&&(d.__g&=-4)}catch(z){if(s.length=h,t.__v=null,u||o)if(z&&z.then){if(t.__u|=128|u,o){for(~(q=o.indexOf(l||void 0))||(q=o.length);(W=o[q-1])&&W.
nodeType==8;)q--;for(;q<o.length;q++)if(W=o[q])if(o[q]=null,C){if(W==H)break}else{if(W.nodeType!=8)break;W.data.startsWith("$s")&&(H=Gt(C=W))}}if(!C){for(;l&&l.
nodeType==8&&l.nextSibling;)l=l.nextSibling;C=l}(f=Gt(C=t.__c.__z||(t.__c.__z=C)))?(t.__e=C,l=f):t.__e=l,l=l&&l.nextSibling}else o&&o.some(je);else t.__e=n.__e;
t.__k||(t.__k=n.__k||[]),z&&z.then||ei(t),E.__e(z,t,n)}}else l=t.__e=za(n.__e,t,n,r,i,o,s,u,c,e);return(f=E.diffed)&&f(t),l}function Gt(e,t){if(e&&e.nodeType==8&&
e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(
e)}}function ei(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(ei))}function ti(e,t,n){for(var r=0;r<n.length;)On(n[r++],n[r++],n[r++]);E.__c&&E.__c(t,e),e.some(
function(i){try{e=i.__h,i.__h=[],e.some(function(o){o.call(i)})}catch(o){E.__e(o,i.__v)}})}function za(e,t,n,r,i,o,s,l,u,c){var f,m,h,d,p,g,x,v,w=n.props||Qt,T=t.
props,_=t.type;if(_=="svg"?i="http://www.w3.org/2000/svg":_=="math"?i="http://www.w3.org/1998/Math/MathML":i||(i="http://www.w3.org/1999/xhtml"),o){for(f=0;f<o.
length;f++)if((p=o[f])&&(_?p.localName==_:p.nodeType==3)){e=p,o[f]=null;break}}if(!e){if(v=c.ownerDocument||document,!_)return v.createTextNode(T);e=v.createElementNS(
i,_,T.is?T:c),l&&(E.__m&&E.__m(t,o),l=!1),o=null}if(_){if(c=_=="template"&&e.content||e,o=_=="textarea"&&T.defaultValue!=null?null:o&&Zr.call(c.childNodes),!l&&
o)for(w={},f=0;f<e.attributes.length;f++)w[(p=e.attributes[f]).name]=p.value;for(f in w)p=w[f],f=="dangerouslySetInnerHTML"?h=p:f=="children"||f in T||f=="value"&&
"defaultValue"in T||f=="checked"&&"defaultChecked"in T||jt(e,f,null,p,i);for(f in T)p=T[f],f=="children"?d=p:f=="dangerouslySetInnerHTML"?m=p:f=="value"?g=p:f==
"checked"?x=p:l&&typeof p!="function"||w[f]===p||jt(e,f,p,w[f],i);m?(l||h&&(m.__html==h.__html||m.__html==e.innerHTML)||(e.innerHTML=m.__html),t.__k=[]):(h&&(e.
textContent=""),(_=="foreignObject"||i=="http://www.w3.org/1998/Math/MathML"&&Pa.test(_))&&(i="http://www.w3.org/1999/xhtml"),Jr(c,zn(d)?d:[d],t,n,r,i,o,s,o?o[0]:
n.__k&&De(n,0),l,u),o&&o.some(je)),l&&_!="textarea"||(f="value",_=="progress"&&g==null?e.removeAttribute(f):g==null||g===e[f]&&(_!="progress"||g)||jt(e,f,g,w[f],
i),f="checked",x!=null&&x!=e[f]&&jt(e,f,x,w[f],i))}else w===T||l&&e.data==T||(e.data=T);return e}function On(e,t,n,r){try{typeof e=="function"?t?t.__x=e(t)||1:r&&
(r=r.__c||r.__e)&&(t=r.__x)&&(r.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(i){E.__e(i,n)}}function qn(e,t,n){var r,i,o,s;if(E.unmount&&E.unmount(
e),!(r=e.ref)||r.current&&r.current!=e.__e||On(r,null,t,e),r=e.__c){if(r.componentWillUnmount)try{r.componentWillUnmount()}catch(l){E.__e(l,t)}r.__P=r.__n=null}
if(r=e.__k)for(s=0;s<r.length;s++)r[s]&&qn(r[s],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(r=e.__c)&&(r=r.__z)&&(i=Gt(r,o=[]))&&(r==e.__e&&o.some(je),je(
i),je(r)),n||je(e.__e),e.__e=e.__c=e.__=null}function Da(e,t,n){return this.constructor(e,n)}function ni(e,t){var n,r,i,o;E.__&&E.__(e,t),t.nodeType==9&&(t=t.documentElement),
r=(n=e&&32&e.__u)?null:t.__k,t.__k=Ut(M,{children:[e]}),i=[],o=[],Dn(t,t.__k,r||Qt,Qt,t.namespaceURI,r?null:t.firstChild?Zr.call(t.childNodes):null,i,r?r.__e:t.
firstChild,n,o),ti(i,t.__k,o),t.__k.props.children=null}E={__e:function(e,t,n,r){for(var i,o,s;t=t.__;)if((i=t.__c)&&!(1&i.__g)){i.__g|=4;try{if((s=(o=i.constructor)&&o.getDerivedStateFromError)&&i.setState(o.getDerivedStateFromError(
e)),i.componentDidCatch&&(i.componentDidCatch(e,r||{}),s=1),s&&8&i.__g)return void(i.__g|=2)}catch(l){e=l}}throw Zt=0,e}},Ur=0,Na=function(e){return e!=null&&e.
constructor===yt},Xt.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=We({},this.state)),typeof e=="function"&&(e=e(We({},n),this.props)),
e&&(We(n,e),this.__v&&(t&&this.__k.push(t),jr(this)))},Xt.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),jr(this))},Xt.prototype.render=
M,ze=[],Zt=0,Xr=function(e,t){return e.__v.__b-t.__v.__b},Wt=Symbol(),Gr=/(PointerCapture)$|Capture$/i,Ln=0,In={},Ra=0;var Ue,B,Fn,ri,Bn=Object.is,Jt=0,di=[],Vn=[],F=E,ii=F.__b,oi=F.__r,ai=F.diffed,si=F.__c,li=F.unmount,ci=F.__;function _t(e,t){F.__h&&F.__h(B,e,Jt||t),Jt=0;var n=B.
__H||(B.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function N(e){return Jt=1,Oa(mi,e)}function Oa(e,t,n){var r=_t(Ue++,2);if(r.t=e,!r.__c&&
(r.__=[n?n(t):mi(void 0,t),function(o){var s=(r.__N||r.__)[0],l=r.t(s,o);Bn(s,l)||(r.__N=[l,r.__[1]],r.__c.setState({}))}],r.__c=B,!B.__f)){B.__f=!0;var i=B.shouldComponentUpdate;
B.shouldComponentUpdate=function(o,s,l){var u=this.__H;if(!u)return!0;var c=!1,f=this.props!=o;if(u.__.some(function(h){h.__N&&(c=!0,Bn(h.__[0],h.__N[0])||(f=!0))}),
i){var m=i.call(this,o,s,l);return c?m||f:m}return!c||f}}return r.__}function K(e,t){var n=_t(Ue++,3);!F.__s&&jn(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,B.__H.__h.push(
n))}function hi(e,t){var n=_t(Ue++,4);!F.__s&&jn(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,B.__h.push(n))}function X(e){return Jt=5,Xe(function(){return{current:e}},[])}function Xe(e,t){var n=_t(Ue++,7);return jn(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function Ge(){var e=_t(Ue++,11);if(!e.__){for(var t=B.__v;!t.__m&&t.__;)t=t.__;var n=t.__m||(t.__m=[0,0]);e.__="P"+n[0]+"-"+n[1]++}return e.__}function qa(){var e;
do{for(;e=Vn.shift();)try{kt(e)}catch(n){F.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=di.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(kt),t.__h.some(Hn),t.__h=[]}catch(n){
t.__h=[],F.__e(n,e.__v)}}}while(Vn.length)}F.__b=function(e){B=null,ii&&ii(e)},F.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),ci&&ci(e,t)},F.__r=function(e){
oi&&oi(e),Ue=0;var t=(B=e.__c).__H;t&&(Fn==B?B.__h=[]:(t.__h.some(kt),t.__h.some(Hn),Ue=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),
Fn=B},F.diffed=function(e){ai&&ai(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&fi(di.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),Fn=B=null},F.__c=function(e,t){
t.some(function(n){try{n.__h.some(kt),n.__h=n.__h.filter(function(r){return!r.__||Hn(r)})}catch(r){n.__h=[function(){throw r}]}}),si&&si(e,t)},F.unmount=function(e){
li&&li(e);var t,n,r=e.__c;r&&r.__H&&(r.__H.__.some(function(i){try{if(i.__P&&i.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}i.__P=n,
fi(Vn.push(i))}else kt(i)}catch(o){t=o}}),r.__H=void 0,t&&F.__e(t,r.__v))};var ui=typeof requestAnimationFrame=="function";function Fa(e){var t,n=function(){clearTimeout(
r),ui&&cancelAnimationFrame(t),setTimeout(e)},r=setTimeout(n,35);ui&&(t=requestAnimationFrame(n))}function fi(e){e!=1&&ri==F.requestAnimationFrame||((ri=F.requestAnimationFrame)||
Fa)(qa)}function kt(e){var t=B,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),B=t}function Hn(e){var t=B;e.__c=e.__(),B=t}function jn(e,t){return!e||e.length!=
t.length||t.some(function(n,r){return!Bn(n,e[r])})}function mi(e,t){return typeof t=="function"?t(e):t}var ee=class extends Error{constructor(n,r,i=[]){super(r);this.kind=n;this.violations=i}kind;violations},Wn="credence.token";function pi(e){e?sessionStorage.setItem(
Wn,e):sessionStorage.removeItem(Wn)}function Oe(e,t={},n){let r=new URLSearchParams;for(let[o,s]of Object.entries(t))s!==void 0&&s!==""&&r.set(o,String(s));let i=r.toString();return bi(i?`${e}?${i}`:
e,{signal:n})}function gi(e,t,n){return bi(e,{method:"POST",body:JSON.stringify(t),headers:{"Content-Type":"application/json"},signal:n})}async function bi(e,t){
let n=sessionStorage.getItem(Wn),r=new Headers(t.headers);n&&r.set("Authorization",`Bearer ${n}`);let i;try{i=await fetch(`api/v1/${e}`,{...t,headers:r,cache:"n\
o-store",credentials:"omit"})}catch(o){throw t.signal?.aborted?o:new ee("gone","The server does not answer.")}if(i.ok)return await i.json();throw await Ba(i,n!==
null)}async function Ba(e,t){let n;try{n=await e.json()}catch{}let r=n?.message||`The server answered with HTTP status ${e.status}.`;if(e.status===401)return new ee(
"token",t?"The server refused this token.":"It shows its figures to those who hold one.");if(e.status===403)return new ee("off",r);if(n===void 0&&e.status===404)
return new ee("off","This server has no JSON API.");let i=(n?.details??[]).flatMap(o=>o.fieldViolations??[]);return new ee("refused",r,i)}function qe(e,t,n){let[r,i]=N({key:e,at:0}),o=X(t);o.current=t;let s=X(()=>{});K(()=>{let u,c,f=!1,m=async()=>{if(clearTimeout(u),c||document.hidden)return;let d=c=
new AbortController,p;try{p={data:await o.current(d.signal)}}catch(g){p={error:g instanceof ee?g:new ee("refused",String(g))}}f||(c=void 0,i(g=>{let x=p.data??(g.
key===e?g.data:void 0);return{key:e,data:x,error:p.error,at:p.data?Date.now():g.at}}),u=setTimeout(m,n))};s.current=m;let h=()=>{document.hidden||m()};return document.
addEventListener("visibilitychange",h),m(),()=>{f=!0,clearTimeout(u),c?.abort(),document.removeEventListener("visibilitychange",h)}},[e,n]);let l=r.key===e;return{
data:l?r.data:void 0,error:l?r.error:void 0,at:r.at,refresh:()=>s.current()}}var Va=Symbol.for("pv"),Ha=0;function a(e,t,n,r,i,o){t||(t={});var s,l,u=t;if("ref"in u&&typeof e!="function")for(l in u={},t)l=="ref"?s=t[l]:u[l]=t[l];var c={type:e,props:u,key:n,ref:s,__k:null,
__:null,__b:0,__e:null,__c:null,constructor:Va,__v:--Ha,__i:-1,__u:0};return(i||o)&&(c.__source=i,c.__self=o),E.vnode&&E.vnode(c),c}function R(e){let t=Ge();return a("section",{class:`panel ${e.class??""}`,"aria-labelledby":t,children:[a("h2",{id:t,children:e.title}),e.note&&a("p",{class:"no\
te",children:e.note}),e.children]})}function te(e){return a("div",{class:"stat","data-tone":e.tone??"plain",children:[a("dt",{children:e.label}),a("dd",{class:"\
stat-value",children:e.value}),e.detail&&a("dd",{class:"stat-detail",children:e.detail})]})}var xi={COLOR_UNSPECIFIED:{word:"Unknown",path:"M8 4.5v4M8 11v.5"},COLOR_GREY:{
word:"Too early",path:"M4.5 8h7"},COLOR_GREEN:{word:"Green",path:"M4.5 8.3l2.4 2.4 4.6-5"},COLOR_YELLOW:{word:"Yellow",path:"M8 4.5v4M8 11v.5"},COLOR_RED:{word:"\
Red",path:"M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6"}};function vi(e){let t=e.color??"COLOR_UNSPECIFIED",{word:n,path:r}=xi[t]??xi.COLOR_UNSPECIFIED;return a("span",{
class:"light","data-color":t.replace("COLOR_","").toLowerCase(),children:[a("svg",{viewBox:"0 0 16 16",width:"18",height:"18","aria-hidden":"true",children:[a("\
circle",{cx:"8",cy:"8",r:"8"}),a("path",{d:r})]}),n]})}function Fe(e){let t=Ge();return a("div",{class:e.wide?"field wide":"field",children:[a("label",{for:t,children:e.
label}),a("select",{id:t,value:e.value,onChange:n=>e.onChange(n.currentTarget.value),children:e.options.map(n=>a("option",{value:n.value,selected:n.value===e.value,
children:n.label},n.value))})]})}function $t(e){let t=Ge();return a("fieldset",{class:"choice",children:[a("legend",{children:e.label}),a("div",{class:"choice-r\
ow",children:e.options.map(n=>a("label",{children:[a("input",{type:"radio",name:t,value:n.value,checked:n.value===e.value,onChange:()=>e.onChange(n.value)}),a("\
span",{children:n.label})]},n.value))})]})}function L(e){return a("div",{class:"notice","data-tone":e.tone??"plain",role:e.tone==="bad"?"alert":void 0,children:[
a("p",{class:"notice-title",children:e.title}),e.children]})}function ne(e){return e.error?e.error.kind==="token"?a(ja,{message:e.error.message,onToken:e.onToken}):
e.error.kind==="off"?a(L,{title:"The JSON API is switched off",tone:"warn",children:[a("p",{children:e.error.message}),a("p",{children:"On an address that other\
 machines reach, the server offers it only to those who hold a token: its operator sets one."})]}):e.error.kind==="gone"?a(L,{title:"The server does not answer",
tone:"bad",children:a("p",{children:"This page asks again by itself. Nothing needs to be done here once the server is back."})}):a(L,{title:`The server did not \
give ${e.what}`,tone:"bad",children:a("p",{children:e.error.message})}):a("p",{class:"waiting","aria-live":"polite",children:["Asking the server for ",e.what," \
…"]})}function ja(e){let t=Ge(),[n,r]=N("");return a("form",{class:"token panel","aria-label":"Access token",onSubmit:o=>{o.preventDefault(),pi(n.trim()),e.onToken?.()},
children:[a("h2",{children:"This server asks for a token"}),a("p",{role:"status",children:e.message}),a("div",{class:"field",children:[a("label",{for:t,children:"\
Access token"}),a("input",{id:t,type:"password",autocomplete:"off",value:n,onInput:o=>r(o.currentTarget.value)})]}),a("button",{class:"button primary",type:"sub\
mit",disabled:!n.trim(),children:"Use this token"}),a("p",{class:"hint",children:"It is kept in this tab until you close it, and is sent to this server alone."})]})}
function Se(e){return a("div",{class:"table-scroll",role:"group","aria-label":e.caption,tabIndex:0,children:a("table",{children:[a("caption",{class:e.showCaption?
"":"hidden",children:e.caption}),a("thead",{children:a("tr",{children:e.columns.map(t=>a("th",{scope:"col",class:t.number?"number":"",children:t.head},t.head))})}),
a("tbody",{children:e.rows.map((t,n)=>a("tr",{children:e.columns.map((r,i)=>i===0?a("th",{scope:"row",class:r.number?"number":"",children:r.cell(t)},i):a("td",{
class:r.number?"number":"",children:r.cell(t)},i))},n))})]})})}function ce(e){let[t,n]=N(!1);return a("details",{class:"as-table",onToggle:r=>n(r.currentTarget.
open),children:[a("summary",{children:["Show as a table",e.of&&`: ${e.of}`]}),t&&a(Se,{...e})]})}function wi(e){let[t,n=""]=e.replace(/^#\/?/,"").split("?");return{view:t||"overview",params:Object.fromEntries(new URLSearchParams(n))}}function Be(e,t={}){let n=new URLSearchParams;
for(let[i,o]of Object.entries(t))o&&n.set(i,o);let r=n.toString();return r?`#/${e}?${r}`:`#/${e}`}function yi(){let[e,t]=N(()=>wi(location.hash));return K(()=>{
let n=()=>t(wi(location.hash));return addEventListener("hashchange",n),()=>removeEventListener("hashchange",n)},[]),e}function ve(e,t){history.replaceState(null,
"",Be(e.view,{...e.params,...t})),dispatchEvent(new HashChangeEvent("hashchange"))}function se(e,t){let n=t.filter(i=>i.model===e.params.model),r=n.find(i=>String(i.version)===e.params.version)??n.find(i=>i.isDefault)??n[0]??t.find(i=>i.isDefault)??
t[0];return r&&{model:r.model,version:String(r.version)}}function Z(e){return`${e.model} · version ${e.version}`}function we(e){let t=se(e.route,e.models),n=e.
models.map(i=>({value:`${i.model}@${i.version}`,label:Z(i)})),r=i=>{let o=i.lastIndexOf("@");ve(e.route,{model:i.slice(0,o),version:i.slice(o+1),cohort:void 0})};
return a(Fe,{wide:!0,label:"Model",value:t?`${t.model}@${t.version}`:"",options:n,onChange:r})}var ki="credence.theme";function Wa(){let e=localStorage.getItem(ki);return e==="light"||e==="dark"?e:void 0}function _i(){let e=matchMedia("(prefers-color-sche\
me: dark)"),[t,n]=N(e.matches?"dark":"light"),[r,i]=N(Wa);K(()=>{let l=()=>n(e.matches?"dark":"light");return e.addEventListener("change",l),()=>e.removeEventListener(
"change",l)},[]),hi(()=>{r&&(document.documentElement.dataset.theme=r)},[r]);let o=r??t;return[o,()=>{let l=o==="dark"?"light":"dark";localStorage.setItem(ki,l),
i(l)}]}function Kt(e,t){return e==null||t==null?NaN:e<t?-1:e>t?1:e>=t?0:NaN}function Ua(e,t){return e==null||t==null?NaN:t<e?-1:t>e?1:t>=e?0:NaN}function $i(e){let t,n,
r;e.length!==2?(t=Kt,n=(l,u)=>Kt(e(l),u),r=(l,u)=>e(l)-u):(t=e===Kt||e===Ua?e:Xa,n=e,r=e);function i(l,u,c=0,f=l.length){if(c<f){if(t(u,u)!==0)return f;do{let m=c+
f>>>1;n(l[m],u)<0?c=m+1:f=m}while(c<f)}return c}function o(l,u,c=0,f=l.length){if(c<f){if(t(u,u)!==0)return f;do{let m=c+f>>>1;n(l[m],u)<=0?c=m+1:f=m}while(c<f)}
return c}function s(l,u,c=0,f=l.length){let m=i(l,u,c,f-1);return m>c&&r(l[m-1],u)>-r(l[m],u)?m-1:m}return{left:i,center:s,right:o}}function Xa(){return 0}function Ga(e){
return e===null?NaN:+e}var Mi=$i(Kt),Ti=Mi.right,ku=Mi.left,_u=$i(Ga).center;var $u=Si(Ci),Mu=Si(Za);function Si(e){return function(t,n,r=n){if(!((n=+n)>=0))throw new RangeError("invalid rx");if(!((r=+r)>=0))throw new RangeError("invalid\
 ry");let{data:i,width:o,height:s}=t;if(!((o=Math.floor(o))>=0))throw new RangeError("invalid width");if(!((s=Math.floor(s!==void 0?s:i.length/o))>=0))throw new RangeError(
"invalid height");if(!o||!s||!n&&!r)return t;let l=n&&e(n),u=r&&e(r),c=i.slice();return l&&u?(lt(l,c,i,o,s),lt(l,i,c,o,s),lt(l,c,i,o,s),ct(u,i,c,o,s),ct(u,c,i,o,
s),ct(u,i,c,o,s)):l?(lt(l,i,c,o,s),lt(l,c,i,o,s),lt(l,i,c,o,s)):u&&(ct(u,i,c,o,s),ct(u,c,i,o,s),ct(u,i,c,o,s)),t}}function lt(e,t,n,r,i){for(let o=0,s=r*i;o<s;)
e(t,n,o,o+=r,1)}function ct(e,t,n,r,i){for(let o=0,s=r*i;o<r;++o)e(t,n,o,o+s,r)}function Za(e){let t=Ci(e);return(n,r,i,o,s)=>{i<<=2,o<<=2,s<<=2,t(n,r,i+0,o+0,s),
t(n,r,i+1,o+1,s),t(n,r,i+2,o+2,s),t(n,r,i+3,o+3,s)}}function Ci(e){let t=Math.floor(e);if(t===e)return Qa(e);let n=e-t,r=2*e+1;return(i,o,s,l,u)=>{if(!((l-=u)>=
s))return;let c=t*o[s],f=u*t,m=f+u;for(let h=s,d=s+f;h<d;h+=u)c+=o[Math.min(l,h)];for(let h=s,d=l;h<=d;h+=u)c+=o[Math.min(l,h+f)],i[h]=(c+n*(o[Math.max(s,h-m)]+
o[Math.min(l,h+m)]))/r,c-=o[Math.max(s,h-f)]}}function Qa(e){let t=2*e+1;return(n,r,i,o,s)=>{if(!((o-=s)>=i))return;let l=e*r[i],u=s*e;for(let c=i,f=i+u;c<f;c+=
s)l+=r[Math.min(o,c)];for(let c=i,f=o;c<=f;c+=s)l+=r[Math.min(o,c+u)],n[c]=l/t,l-=r[Math.max(i,c-u)]}}var Ya=Array.prototype,Tu=Ya.slice;var Ja=Math.sqrt(50),Ka=Math.sqrt(10),es=Math.sqrt(2);function en(e,t,n){let r=(t-e)/Math.max(0,n),i=Math.floor(Math.log10(r)),o=r/Math.pow(10,i),s=o>=Ja?10:o>=
Ka?5:o>=es?2:1,l,u,c;return i<0?(c=Math.pow(10,-i)/s,l=Math.round(e*c),u=Math.round(t*c),l/c<e&&++l,u/c>t&&--u,c=-c):(c=Math.pow(10,i)*s,l=Math.round(e/c),u=Math.
round(t/c),l*c<e&&++l,u*c>t&&--u),u<l&&.5<=n&&n<2?en(e,t,n*2):[l,u,c]}function Ni(e,t,n){if(t=+t,e=+e,n=+n,!(n>0))return[];if(e===t)return[e];let r=t<e,[i,o,s]=r?
en(t,e,n):en(e,t,n);if(!(o>=i))return[];let l=o-i+1,u=new Array(l);if(r)if(s<0)for(let c=0;c<l;++c)u[c]=(o-c)/-s;else for(let c=0;c<l;++c)u[c]=(o-c)*s;else if(s<
0)for(let c=0;c<l;++c)u[c]=(i+c)/-s;else for(let c=0;c<l;++c)u[c]=(i+c)*s;return u}function tn(e,t,n){return t=+t,e=+e,n=+n,en(e,t,n)[2]}function Ri(e,t,n){t=+t,
e=+e,n=+n;let r=t<e,i=r?tn(t,e,n):tn(e,t,n);return(r?-1:1)*(i<0?1/-i:i)}var Su=ts(Math.random);function ts(e){return function(n,r=0,i=n.length){let o=i-(r=+r);for(;o;){let s=e()*o--|0,l=n[o+r];n[o+r]=n[s+r],n[s+r]=l}return n}}function Pi(e,t){switch(arguments.length){case 0:break;case 1:this.range(e);break;default:this.range(t).domain(e);break}return this}function ht(e,t,n){e.prototype=t.prototype=n,n.constructor=e}function St(e,t){var n=Object.create(e.prototype);for(var r in t)n[r]=t[r];return n}function Ve(){}
var Je=.7,dt=1/Je,ut="\\s*([+-]?\\d+)\\s*",Mt="\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)\\s*",ye="\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)%\\s*",ns=/^#([0-9a-f]{3,8})$/,
rs=new RegExp(`^rgb\\(${ut},${ut},${ut}\\)$`),is=new RegExp(`^rgb\\(${ye},${ye},${ye}\\)$`),os=new RegExp(`^rgba\\(${ut},${ut},${ut},${Mt}\\)$`),as=new RegExp(`\
^rgba\\(${ye},${ye},${ye},${Mt}\\)$`),ss=new RegExp(`^hsl\\(${Mt},${ye},${ye}\\)$`),ls=new RegExp(`^hsla\\(${Mt},${ye},${ye},${Mt}\\)$`),Ai={aliceblue:15792383,
antiquewhite:16444375,aqua:65535,aquamarine:8388564,azure:15794175,beige:16119260,bisque:16770244,black:0,blanchedalmond:16772045,blue:255,blueviolet:9055202,brown:10824234,
burlywood:14596231,cadetblue:6266528,chartreuse:8388352,chocolate:13789470,coral:16744272,cornflowerblue:6591981,cornsilk:16775388,crimson:14423100,cyan:65535,darkblue:139,
darkcyan:35723,darkgoldenrod:12092939,darkgray:11119017,darkgreen:25600,darkgrey:11119017,darkkhaki:12433259,darkmagenta:9109643,darkolivegreen:5597999,darkorange:16747520,
darkorchid:10040012,darkred:9109504,darksalmon:15308410,darkseagreen:9419919,darkslateblue:4734347,darkslategray:3100495,darkslategrey:3100495,darkturquoise:52945,
darkviolet:9699539,deeppink:16716947,deepskyblue:49151,dimgray:6908265,dimgrey:6908265,dodgerblue:2003199,firebrick:11674146,floralwhite:16775920,forestgreen:2263842,
fuchsia:16711935,gainsboro:14474460,ghostwhite:16316671,gold:16766720,goldenrod:14329120,gray:8421504,green:32768,greenyellow:11403055,grey:8421504,honeydew:15794160,
hotpink:16738740,indianred:13458524,indigo:4915330,ivory:16777200,khaki:15787660,lavender:15132410,lavenderblush:16773365,lawngreen:8190976,lemonchiffon:16775885,
lightblue:11393254,lightcoral:15761536,lightcyan:14745599,lightgoldenrodyellow:16448210,lightgray:13882323,lightgreen:9498256,lightgrey:13882323,lightpink:16758465,
lightsalmon:16752762,lightseagreen:2142890,lightskyblue:8900346,lightslategray:7833753,lightslategrey:7833753,lightsteelblue:11584734,lightyellow:16777184,lime:65280,
limegreen:3329330,linen:16445670,magenta:16711935,maroon:8388608,mediumaquamarine:6737322,mediumblue:205,mediumorchid:12211667,mediumpurple:9662683,mediumseagreen:3978097,
mediumslateblue:8087790,mediumspringgreen:64154,mediumturquoise:4772300,mediumvioletred:13047173,midnightblue:1644912,mintcream:16121850,mistyrose:16770273,moccasin:16770229,
navajowhite:16768685,navy:128,oldlace:16643558,olive:8421376,olivedrab:7048739,orange:16753920,orangered:16729344,orchid:14315734,palegoldenrod:15657130,palegreen:10025880,
paleturquoise:11529966,palevioletred:14381203,papayawhip:16773077,peachpuff:16767673,peru:13468991,pink:16761035,plum:14524637,powderblue:11591910,purple:8388736,
rebeccapurple:6697881,red:16711680,rosybrown:12357519,royalblue:4286945,saddlebrown:9127187,salmon:16416882,sandybrown:16032864,seagreen:3050327,seashell:16774638,
sienna:10506797,silver:12632256,skyblue:8900331,slateblue:6970061,slategray:7372944,slategrey:7372944,snow:16775930,springgreen:65407,steelblue:4620980,tan:13808780,
teal:32896,thistle:14204888,tomato:16737095,turquoise:4251856,violet:15631086,wheat:16113331,white:16777215,whitesmoke:16119285,yellow:16776960,yellowgreen:10145074};
ht(Ve,mt,{copy(e){return Object.assign(new this.constructor,this,e)},displayable(){return this.rgb().displayable()},hex:Ei,formatHex:Ei,formatHex8:cs,formatHsl:us,
formatRgb:Ii,toString:Ii});function Ei(){return this.rgb().formatHex()}function cs(){return this.rgb().formatHex8()}function us(){return Hi(this).formatHsl()}function Ii(){
return this.rgb().formatRgb()}function mt(e){var t,n;return e=(e+"").trim().toLowerCase(),(t=ns.exec(e))?(n=t[1].length,t=parseInt(t[1],16),n===6?Li(t):n===3?new G(
t>>8&15|t>>4&240,t>>4&15|t&240,(t&15)<<4|t&15,1):n===8?nn(t>>24&255,t>>16&255,t>>8&255,(t&255)/255):n===4?nn(t>>12&15|t>>8&240,t>>8&15|t>>4&240,t>>4&15|t&240,((t&
15)<<4|t&15)/255):null):(t=rs.exec(e))?new G(t[1],t[2],t[3],1):(t=is.exec(e))?new G(t[1]*255/100,t[2]*255/100,t[3]*255/100,1):(t=os.exec(e))?nn(t[1],t[2],t[3],t[4]):
(t=as.exec(e))?nn(t[1]*255/100,t[2]*255/100,t[3]*255/100,t[4]):(t=ss.exec(e))?Oi(t[1],t[2]/100,t[3]/100,1):(t=ls.exec(e))?Oi(t[1],t[2]/100,t[3]/100,t[4]):Ai.hasOwnProperty(
e)?Li(Ai[e]):e==="transparent"?new G(NaN,NaN,NaN,0):null}function Li(e){return new G(e>>16&255,e>>8&255,e&255,1)}function nn(e,t,n,r){return r<=0&&(e=t=n=NaN),new G(
e,t,n,r)}function Yn(e){return e instanceof Ve||(e=mt(e)),e?(e=e.rgb(),new G(e.r,e.g,e.b,e.opacity)):new G}function Ct(e,t,n,r){return arguments.length===1?Yn(e):
new G(e,t,n,r??1)}function G(e,t,n,r){this.r=+e,this.g=+t,this.b=+n,this.opacity=+r}ht(G,Ct,St(Ve,{brighter(e){return e=e==null?dt:Math.pow(dt,e),new G(this.r*e,
this.g*e,this.b*e,this.opacity)},darker(e){return e=e==null?Je:Math.pow(Je,e),new G(this.r*e,this.g*e,this.b*e,this.opacity)},rgb(){return this},clamp(){return new G(
Qe(this.r),Qe(this.g),Qe(this.b),on(this.opacity))},displayable(){return-.5<=this.r&&this.r<255.5&&-.5<=this.g&&this.g<255.5&&-.5<=this.b&&this.b<255.5&&0<=this.
opacity&&this.opacity<=1},hex:zi,formatHex:zi,formatHex8:fs,formatRgb:Di,toString:Di}));function zi(){return`#${Ze(this.r)}${Ze(this.g)}${Ze(this.b)}`}function fs(){
return`#${Ze(this.r)}${Ze(this.g)}${Ze(this.b)}${Ze((isNaN(this.opacity)?1:this.opacity)*255)}`}function Di(){let e=on(this.opacity);return`${e===1?"rgb(":"rgba\
("}${Qe(this.r)}, ${Qe(this.g)}, ${Qe(this.b)}${e===1?")":`, ${e})`}`}function on(e){return isNaN(e)?1:Math.max(0,Math.min(1,e))}function Qe(e){return Math.max(
0,Math.min(255,Math.round(e)||0))}function Ze(e){return e=Qe(e),(e<16?"0":"")+e.toString(16)}function Oi(e,t,n,r){return r<=0?e=t=n=NaN:n<=0||n>=1?e=t=NaN:t<=0&&
(e=NaN),new pe(e,t,n,r)}function Hi(e){if(e instanceof pe)return new pe(e.h,e.s,e.l,e.opacity);if(e instanceof Ve||(e=mt(e)),!e)return new pe;if(e instanceof pe)
return e;e=e.rgb();var t=e.r/255,n=e.g/255,r=e.b/255,i=Math.min(t,n,r),o=Math.max(t,n,r),s=NaN,l=o-i,u=(o+i)/2;return l?(t===o?s=(n-r)/l+(n<r)*6:n===o?s=(r-t)/l+
2:s=(t-n)/l+4,l/=u<.5?o+i:2-o-i,s*=60):l=u>0&&u<1?0:s,new pe(s,l,u,e.opacity)}function sn(e,t,n,r){return arguments.length===1?Hi(e):new pe(e,t,n,r??1)}function pe(e,t,n,r){
this.h=+e,this.s=+t,this.l=+n,this.opacity=+r}ht(pe,sn,St(Ve,{brighter(e){return e=e==null?dt:Math.pow(dt,e),new pe(this.h,this.s,this.l*e,this.opacity)},darker(e){
return e=e==null?Je:Math.pow(Je,e),new pe(this.h,this.s,this.l*e,this.opacity)},rgb(){var e=this.h%360+(this.h<0)*360,t=isNaN(e)||isNaN(this.s)?0:this.s,n=this.
l,r=n+(n<.5?n:1-n)*t,i=2*n-r;return new G(Un(e>=240?e-240:e+120,i,r),Un(e,i,r),Un(e<120?e+240:e-120,i,r),this.opacity)},clamp(){return new pe(qi(this.h),rn(this.
s),rn(this.l),on(this.opacity))},displayable(){return(0<=this.s&&this.s<=1||isNaN(this.s))&&0<=this.l&&this.l<=1&&0<=this.opacity&&this.opacity<=1},formatHsl(){
let e=on(this.opacity);return`${e===1?"hsl(":"hsla("}${qi(this.h)}, ${rn(this.s)*100}%, ${rn(this.l)*100}%${e===1?")":`, ${e})`}`}}));function qi(e){return e=(e||
0)%360,e<0?e+360:e}function rn(e){return Math.max(0,Math.min(1,e||0))}function Un(e,t,n){return(e<60?t+(n-t)*e/60:e<180?n:e<240?t+(n-t)*(240-e)/60:t)*255}var ji=Math.
PI/180,Wi=180/Math.PI,an=18,Ui=.96422,Xi=1,Gi=.82521,Zi=4/29,ft=6/29,Qi=3*ft*ft,ds=ft*ft*ft;function Yi(e){if(e instanceof ke)return new ke(e.l,e.a,e.b,e.opacity);
if(e instanceof Ce)return Ki(e);e instanceof G||(e=Yn(e));var t=Qn(e.r),n=Qn(e.g),r=Qn(e.b),i=Xn((.2225045*t+.7168786*n+.0606169*r)/Xi),o,s;return t===n&&n===r?
o=s=i:(o=Xn((.4360747*t+.3850649*n+.1430804*r)/Ui),s=Xn((.0139322*t+.0971045*n+.7141733*r)/Gi)),new ke(116*i-16,500*(o-i),200*(i-s),e.opacity)}function Ji(e,t,n,r){return arguments.length===1?Yi(e):new ke(e,t,n,r??1)}function ke(e,t,n,r){this.l=+e,this.a=+t,this.b=+n,this.opacity=+r}ht(ke,Ji,St(Ve,{brighter(e){
return new ke(this.l+an*(e??1),this.a,this.b,this.opacity)},darker(e){return new ke(this.l-an*(e??1),this.a,this.b,this.opacity)},rgb(){var e=(this.l+16)/116,t=isNaN(
this.a)?e:e+this.a/500,n=isNaN(this.b)?e:e-this.b/200;return t=Ui*Gn(t),e=Xi*Gn(e),n=Gi*Gn(n),new G(Zn(3.1338561*t-1.6168667*e-.4906146*n),Zn(-.9787684*t+1.9161415*
e+.033454*n),Zn(.0719453*t-.2289914*e+1.4052427*n),this.opacity)}}));function Xn(e){return e>ds?Math.pow(e,1/3):e/Qi+Zi}function Gn(e){return e>ft?e*e*e:Qi*(e-Zi)}
function Zn(e){return 255*(e<=.0031308?12.92*e:1.055*Math.pow(e,1/2.4)-.055)}function Qn(e){return(e/=255)<=.04045?e/12.92:Math.pow((e+.055)/1.055,2.4)}function hs(e){
if(e instanceof Ce)return new Ce(e.h,e.c,e.l,e.opacity);if(e instanceof ke||(e=Yi(e)),e.a===0&&e.b===0)return new Ce(NaN,0<e.l&&e.l<100?0:NaN,e.l,e.opacity);var t=Math.
atan2(e.b,e.a)*Wi;return new Ce(t<0?t+360:t,Math.sqrt(e.a*e.a+e.b*e.b),e.l,e.opacity)}function ln(e,t,n,r){return arguments.length===1?hs(e):new Ce(e,t,n,r??1)}function Ce(e,t,n,r){this.h=+e,this.c=+t,this.l=+n,this.opacity=+r}function Ki(e){if(isNaN(
e.h))return new ke(e.l,0,0,e.opacity);var t=e.h*ji;return new ke(e.l,Math.cos(t)*e.c,Math.sin(t)*e.c,e.opacity)}ht(Ce,ln,St(Ve,{brighter(e){return new Ce(this.h,
this.c,this.l+an*(e??1),this.opacity)},darker(e){return new Ce(this.h,this.c,this.l-an*(e??1),this.opacity)},rgb(){return Ki(this).rgb()}}));var eo=-.14861,Jn=1.78277,
Kn=-.29227,cn=-.90649,Tt=1.97294,Fi=Tt*cn,Bi=Tt*Jn,Vi=Jn*Kn-cn*eo;function ms(e){if(e instanceof Ye)return new Ye(e.h,e.s,e.l,e.opacity);e instanceof G||(e=Yn(e));
var t=e.r/255,n=e.g/255,r=e.b/255,i=(Vi*r+Fi*t-Bi*n)/(Vi+Fi-Bi),o=r-i,s=(Tt*(n-i)-Kn*o)/cn,l=Math.sqrt(s*s+o*o)/(Tt*i*(1-i)),u=l?Math.atan2(s,o)*Wi-120:NaN;return new Ye(
u<0?u+360:u,l,i,e.opacity)}function un(e,t,n,r){return arguments.length===1?ms(e):new Ye(e,t,n,r??1)}function Ye(e,t,n,r){this.h=+e,this.s=+t,this.l=+n,this.opacity=
+r}ht(Ye,un,St(Ve,{brighter(e){return e=e==null?dt:Math.pow(dt,e),new Ye(this.h,this.s,this.l*e,this.opacity)},darker(e){return e=e==null?Je:Math.pow(Je,e),new Ye(
this.h,this.s,this.l*e,this.opacity)},rgb(){var e=isNaN(this.h)?0:(this.h+120)*ji,t=+this.l,n=isNaN(this.s)?0:this.s*t*(1-t),r=Math.cos(e),i=Math.sin(e);return new G(
255*(t+n*(eo*r+Jn*i)),255*(t+n*(Kn*r+cn*i)),255*(t+n*(Tt*r)),this.opacity)}}));function io(e,t,n,r,i){var o=e*e,s=o*e;return((1-3*e+3*o-s)*t+(4-6*o+3*s)*n+(1+3*e+3*o-3*s)*r+s*i)/6}function ps(e){var t=e.length-1;return function(n){var r=n<=
0?n=0:n>=1?(n=1,t-1):Math.floor(n*t),i=e[r],o=e[r+1],s=r>0?e[r-1]:2*i-o,l=r<t-1?e[r+2]:2*o-i;return io((n-r/t)*t,s,i,o,l)}}function gs(e){var t=e.length;return function(n){
var r=Math.floor(((n%=1)<0?++n:n)*t),i=e[(r+t-1)%t],o=e[r%t],s=e[(r+1)%t],l=e[(r+2)%t];return io((n-r/t)*t,i,o,s,l)}}var dn=e=>()=>e;function oo(e,t){return function(n){
return e+n*t}}function bs(e,t,n){return e=Math.pow(e,n),t=Math.pow(t,n)-e,n=1/n,function(r){return Math.pow(e+r*t,n)}}function rr(e,t){var n=t-e;return n?oo(e,n>
180||n<-180?n-360*Math.round(n/360):n):dn(isNaN(e)?t:e)}function xs(e){return(e=+e)==1?re:function(t,n){return n-t?bs(t,n,e):dn(isNaN(t)?n:t)}}function re(e,t){
var n=t-e;return n?oo(e,n):dn(isNaN(e)?t:e)}var to=(function e(t){var n=xs(t);function r(i,o){var s=n((i=Ct(i)).r,(o=Ct(o)).r),l=n(i.g,o.g),u=n(i.b,o.b),c=re(i.
opacity,o.opacity);return function(f){return i.r=s(f),i.g=l(f),i.b=u(f),i.opacity=c(f),i+""}}return r.gamma=e,r})(1);function ao(e){return function(t){var n=t.length,
r=new Array(n),i=new Array(n),o=new Array(n),s,l;for(s=0;s<n;++s)l=Ct(t[s]),r[s]=l.r||0,i[s]=l.g||0,o[s]=l.b||0;return r=e(r),i=e(i),o=e(o),l.opacity=1,function(u){
return l.r=r(u),l.g=i(u),l.b=o(u),l+""}}}var Au=ao(ps),Eu=ao(gs);function vs(e,t){t||(t=[]);var n=e?Math.min(t.length,e.length):0,r=t.slice(),i;return function(o){
for(i=0;i<n;++i)r[i]=e[i]*(1-o)+t[i]*o;return r}}function ws(e){return ArrayBuffer.isView(e)&&!(e instanceof DataView)}function ys(e,t){var n=t?t.length:0,r=e?Math.min(n,e.length):0,i=new Array(r),o=new Array(n),s;for(s=0;s<r;++s)i[s]=hn(e[s],t[s]);for(;s<n;++s)o[s]=t[s];return function(l){
for(s=0;s<r;++s)o[s]=i[s](l);return o}}function ks(e,t){var n=new Date;return e=+e,t=+t,function(r){return n.setTime(e*(1-r)+t*r),n}}function ge(e,t){return e=+e,
t=+t,function(n){return e*(1-n)+t*n}}function _s(e,t){var n={},r={},i;(e===null||typeof e!="object")&&(e={}),(t===null||typeof t!="object")&&(t={});for(i in t)i in
e?n[i]=hn(e[i],t[i]):r[i]=t[i];return function(o){for(i in n)r[i]=n[i](o);return r}}var tr=/[-+]?(?:\d+\.?\d*|\.?\d+)(?:[eE][-+]?\d+)?/g,er=new RegExp(tr.source,
"g");function $s(e){return function(){return e}}function Ms(e){return function(t){return e(t)+""}}function Ts(e,t){var n=tr.lastIndex=er.lastIndex=0,r,i,o,s=-1,
l=[],u=[];for(e=e+"",t=t+"";(r=tr.exec(e))&&(i=er.exec(t));)(o=i.index)>n&&(o=t.slice(n,o),l[s]?l[s]+=o:l[++s]=o),(r=r[0])===(i=i[0])?l[s]?l[s]+=i:l[++s]=i:(l[++s]=
null,u.push({i:s,x:ge(r,i)})),n=er.lastIndex;return n<t.length&&(o=t.slice(n),l[s]?l[s]+=o:l[++s]=o),l.length<2?u[0]?Ms(u[0].x):$s(t):(t=u.length,function(c){for(var f=0,
m;f<t;++f)l[(m=u[f]).i]=m.x(c);return l.join("")})}function hn(e,t){var n=typeof t,r;return t==null||n==="boolean"?dn(t):(n==="number"?ge:n==="string"?(r=mt(t))?
(t=r,to):Ts:t instanceof mt?to:t instanceof Date?ks:ws(t)?vs:Array.isArray(t)?ys:typeof t.valueOf!="function"&&typeof t.toString!="function"||isNaN(t)?_s:ge)(e,
t)}function so(e,t){return e=+e,t=+t,function(n){return Math.round(e*(1-n)+t*n)}}var no=180/Math.PI,nr={translateX:0,translateY:0,rotate:0,skewX:0,scaleX:1,scaleY:1};
function lo(e,t,n,r,i,o){var s,l,u;return(s=Math.sqrt(e*e+t*t))&&(e/=s,t/=s),(u=e*n+t*r)&&(n-=e*u,r-=t*u),(l=Math.sqrt(n*n+r*r))&&(n/=l,r/=l,u/=l),e*r<t*n&&(e=-e,
t=-t,u=-u,s=-s),{translateX:i,translateY:o,rotate:Math.atan2(t,e)*no,skewX:Math.atan(u)*no,scaleX:s,scaleY:l}}var fn;function Ss(e){let t=new(typeof DOMMatrix==
"function"?DOMMatrix:WebKitCSSMatrix)(e+"");return t.isIdentity?nr:lo(t.a,t.b,t.c,t.d,t.e,t.f)}function Cs(e){return e==null||(fn||(fn=document.createElementNS(
"http://www.w3.org/2000/svg","g")),fn.setAttribute("transform",e),!(e=fn.transform.baseVal.consolidate()))?nr:(e=e.matrix,lo(e.a,e.b,e.c,e.d,e.e,e.f))}function co(e,t,n,r){
function i(c){return c.length?c.pop()+" ":""}function o(c,f,m,h,d,p){if(c!==m||f!==h){var g=d.push("translate(",null,t,null,n);p.push({i:g-4,x:ge(c,m)},{i:g-2,x:ge(
f,h)})}else(m||h)&&d.push("translate("+m+t+h+n)}function s(c,f,m,h){c!==f?(c-f>180?f+=360:f-c>180&&(c+=360),h.push({i:m.push(i(m)+"rotate(",null,r)-2,x:ge(c,f)})):
f&&m.push(i(m)+"rotate("+f+r)}function l(c,f,m,h){c!==f?h.push({i:m.push(i(m)+"skewX(",null,r)-2,x:ge(c,f)}):f&&m.push(i(m)+"skewX("+f+r)}function u(c,f,m,h,d,p){
if(c!==m||f!==h){var g=d.push(i(d)+"scale(",null,",",null,")");p.push({i:g-4,x:ge(c,m)},{i:g-2,x:ge(f,h)})}else(m!==1||h!==1)&&d.push(i(d)+"scale("+m+","+h+")")}
return function(c,f){var m=[],h=[];return c=e(c),f=e(f),o(c.translateX,c.translateY,f.translateX,f.translateY,m,h),s(c.rotate,f.rotate,m,h),l(c.skewX,f.skewX,m,
h),u(c.scaleX,c.scaleY,f.scaleX,f.scaleY,m,h),c=f=null,function(d){for(var p=-1,g=h.length,x;++p<g;)m[(x=h[p]).i]=x.x(d);return m.join("")}}}var Iu=co(Ss,"px, ",
"px)","deg)"),Lu=co(Cs,", ",")",")"),Ns=1e-12;function ro(e){return((e=Math.exp(e))+1/e)/2}function Rs(e){return((e=Math.exp(e))-1/e)/2}function Ps(e){return((e=
Math.exp(2*e))-1)/(e+1)}var zu=(function e(t,n,r){function i(o,s){var l=o[0],u=o[1],c=o[2],f=s[0],m=s[1],h=s[2],d=f-l,p=m-u,g=d*d+p*p,x,v;if(g<Ns)v=Math.log(h/c)/
t,x=function(V){return[l+V*d,u+V*p,c*Math.exp(t*V*v)]};else{var w=Math.sqrt(g),T=(h*h-c*c+r*g)/(2*c*n*w),_=(h*h-c*c-r*g)/(2*h*n*w),j=Math.log(Math.sqrt(T*T+1)-T),
O=Math.log(Math.sqrt(_*_+1)-_);v=(O-j)/t,x=function(V){var C=V*v,H=ro(j),q=c/(n*w)*(H*Ps(t*C+j)-Rs(j));return[l+q*d,u+q*p,c*H/ro(t*C+j)]}}return x.duration=Math.
abs(v)*1e3*t/Math.SQRT2,x}return i.rho=function(o){var s=Math.max(.001,+o),l=s*s,u=l*l;return e(s,l,u)},i})(Math.SQRT2,2,4);function uo(e){return function(t,n){
var r=e((t=sn(t)).h,(n=sn(n)).h),i=re(t.s,n.s),o=re(t.l,n.l),s=re(t.opacity,n.opacity);return function(l){return t.h=r(l),t.s=i(l),t.l=o(l),t.opacity=s(l),t+""}}}
var Du=uo(rr),Ou=uo(re);function fo(e){return function(t,n){var r=e((t=ln(t)).h,(n=ln(n)).h),i=re(t.c,n.c),o=re(t.l,n.l),s=re(t.opacity,n.opacity);return function(l){return t.h=r(l),t.
c=i(l),t.l=o(l),t.opacity=s(l),t+""}}}var qu=fo(rr),Fu=fo(re);function ho(e){return(function t(n){n=+n;function r(i,o){var s=e((i=un(i)).h,(o=un(o)).h),l=re(i.s,
o.s),u=re(i.l,o.l),c=re(i.opacity,o.opacity);return function(f){return i.h=s(f),i.s=l(f),i.l=u(Math.pow(f,n)),i.opacity=c(f),i+""}}return r.gamma=t,r})(1)}var Bu=ho(
rr),Vu=ho(re);function ir(e){return function(){return e}}function or(e){return+e}var mo=[0,1];function pt(e){return e}function ar(e,t){return(t-=e=+e)?function(n){return(n-e)/t}:ir(isNaN(t)?NaN:.5)}function As(e,t){var n;return e>t&&(n=e,e=t,
t=n),function(r){return Math.max(e,Math.min(t,r))}}function Es(e,t,n){var r=e[0],i=e[1],o=t[0],s=t[1];return i<r?(r=ar(i,r),o=n(s,o)):(r=ar(r,i),o=n(o,s)),function(l){
return o(r(l))}}function Is(e,t,n){var r=Math.min(e.length,t.length)-1,i=new Array(r),o=new Array(r),s=-1;for(e[r]<e[0]&&(e=e.slice().reverse(),t=t.slice().reverse());++s<
r;)i[s]=ar(e[s],e[s+1]),o[s]=n(t[s],t[s+1]);return function(l){var u=Ti(e,l,1,r)-1;return o[u](i[u](l))}}function po(e,t){return t.domain(e.domain()).range(e.range()).
interpolate(e.interpolate()).clamp(e.clamp()).unknown(e.unknown())}function Ls(){var e=mo,t=mo,n=hn,r,i,o,s=pt,l,u,c;function f(){var h=Math.min(e.length,t.length);
return s!==pt&&(s=As(e[0],e[h-1])),l=h>2?Is:Es,u=c=null,m}function m(h){return h==null||isNaN(h=+h)?o:(u||(u=l(e.map(r),t,n)))(r(s(h)))}return m.invert=function(h){
return s(i((c||(c=l(t,e.map(r),ge)))(h)))},m.domain=function(h){return arguments.length?(e=Array.from(h,or),f()):e.slice()},m.range=function(h){return arguments.
length?(t=Array.from(h),f()):t.slice()},m.rangeRound=function(h){return t=Array.from(h),n=so,f()},m.clamp=function(h){return arguments.length?(s=h?!0:pt,f()):s!==
pt},m.interpolate=function(h){return arguments.length?(n=h,f()):n},m.unknown=function(h){return arguments.length?(o=h,m):o},function(h,d){return r=h,i=d,f()}}function sr(){
return Ls()(pt,pt)}function zs(e){return Math.abs(e=Math.round(e))>=1e21?e.toLocaleString("en").replace(/,/g,""):e.toString(10)}function pn(e,t){if(!isFinite(e)||e===0)return null;
var n=(e=t?e.toExponential(t-1):e.toExponential()).indexOf("e"),r=e.slice(0,n);return[r.length>1?r[0]+r.slice(2):r,+e.slice(n+1)]}function gt(e){return e=pn(Math.
abs(e)),e?e[1]:NaN}function Ds(e,t){return function(n,r){for(var i=n.length,o=[],s=0,l=e[0],u=0;i>0&&l>0&&(u+l+1>r&&(l=Math.max(1,r-u)),o.push(n.substring(i-=l,
i+l)),!((u+=l+1)>r));)l=e[s=(s+1)%e.length];return o.reverse().join(t)}}function Os(e){return function(t){return t.replace(/[0-9]/g,function(n){return e[+n]})}}
var qs=/^(?:(.)?([<>=^]))?([+\-( ])?([$#])?(0)?(\d+)?(,)?(\.\d+)?(~)?([a-z%])?$/i;function Nt(e){if(!(t=qs.exec(e)))throw new Error("invalid format: "+e);var t;
return new lr({fill:t[1],align:t[2],sign:t[3],symbol:t[4],zero:t[5],width:t[6],comma:t[7],precision:t[8]&&t[8].slice(1),trim:t[9],type:t[10]})}Nt.prototype=lr.prototype;
function lr(e){this.fill=e.fill===void 0?" ":e.fill+"",this.align=e.align===void 0?">":e.align+"",this.sign=e.sign===void 0?"-":e.sign+"",this.symbol=e.symbol===
void 0?"":e.symbol+"",this.zero=!!e.zero,this.width=e.width===void 0?void 0:+e.width,this.comma=!!e.comma,this.precision=e.precision===void 0?void 0:+e.precision,
this.trim=!!e.trim,this.type=e.type===void 0?"":e.type+""}lr.prototype.toString=function(){return this.fill+this.align+this.sign+this.symbol+(this.zero?"0":"")+
(this.width===void 0?"":Math.max(1,this.width|0))+(this.comma?",":"")+(this.precision===void 0?"":"."+Math.max(0,this.precision|0))+(this.trim?"~":"")+this.type};
function Fs(e){e:for(var t=e.length,n=1,r=-1,i;n<t;++n)switch(e[n]){case".":r=i=n;break;case"0":r===0&&(r=n),i=n;break;default:if(!+e[n])break e;r>0&&(r=0);break}
return r>0?e.slice(0,r)+e.slice(i+1):e}var gn;function Bs(e,t){var n=pn(e,t);if(!n)return gn=void 0,e.toPrecision(t);var r=n[0],i=n[1],o=i-(gn=Math.max(-8,Math.
min(8,Math.floor(i/3)))*3)+1,s=r.length;return o===s?r:o>s?r+new Array(o-s+1).join("0"):o>0?r.slice(0,o)+"."+r.slice(o):"0."+new Array(1-o).join("0")+pn(e,Math.
max(0,t+o-1))[0]}function go(e,t){var n=pn(e,t);if(!n)return e+"";var r=n[0],i=n[1];return i<0?"0."+new Array(-i).join("0")+r:r.length>i+1?r.slice(0,i+1)+"."+r.
slice(i+1):r+new Array(i-r.length+2).join("0")}var bo={"%":(e,t)=>(e*100).toFixed(t),b:e=>Math.round(e).toString(2),c:e=>e+"",d:zs,e:(e,t)=>e.toExponential(t),f:(e,t)=>e.
toFixed(t),g:(e,t)=>e.toPrecision(t),o:e=>Math.round(e).toString(8),p:(e,t)=>go(e*100,t),r:go,s:Bs,X:e=>Math.round(e).toString(16).toUpperCase(),x:e=>Math.round(
e).toString(16)};function xo(e){return e}var vo=Array.prototype.map,wo=["y","z","a","f","p","n","µ","m","","k","M","G","T","P","E","Z","Y"];function Vs(e){var t=e.
grouping===void 0||e.thousands===void 0?xo:Ds(vo.call(e.grouping,Number),e.thousands+""),n=e.currency===void 0?"":e.currency[0]+"",r=e.currency===void 0?"":e.currency[1]+
"",i=e.decimal===void 0?".":e.decimal+"",o=e.numerals===void 0?xo:Os(vo.call(e.numerals,String)),s=e.percent===void 0?"%":e.percent+"",l=e.minus===void 0?"−":
e.minus+"",u=e.nan===void 0?"NaN":e.nan+"";function c(m,h){m=Nt(m);var d=m.fill,p=m.align,g=m.sign,x=m.symbol,v=m.zero,w=m.width,T=m.comma,_=m.precision,j=m.trim,
O=m.type;O==="n"?(T=!0,O="g"):bo[O]||(_===void 0&&(_=12),j=!0,O="g"),(v||d==="0"&&p==="=")&&(v=!0,d="0",p="=");var V=(h&&h.prefix!==void 0?h.prefix:"")+(x==="$"?
n:x==="#"&&/[boxX]/.test(O)?"0"+O.toLowerCase():""),C=(x==="$"?r:/[%p]/.test(O)?s:"")+(h&&h.suffix!==void 0?h.suffix:""),H=bo[O],q=/[defgprs%]/.test(O);_=_===void 0?
6:/[gprs]/.test(O)?Math.max(1,Math.min(21,_)):Math.max(0,Math.min(20,_));function W(k){var z=V,U=C,Le,Hr,Bt;if(O==="c")U=H(k)+U,k="";else{k=+k;var Vt=k<0||1/k<0;
if(k=isNaN(k)?u:H(Math.abs(k),_),j&&(k=Fs(k)),Vt&&+k==0&&g!=="+"&&(Vt=!1),z=(Vt?g==="("?g:l:g==="-"||g==="("?"":g)+z,U=(O==="s"&&!isNaN(k)&&gn!==void 0?wo[8+gn/
3]:"")+U+(Vt&&g==="("?")":""),q){for(Le=-1,Hr=k.length;++Le<Hr;)if(Bt=k.charCodeAt(Le),48>Bt||Bt>57){U=(Bt===46?i+k.slice(Le+1):k.slice(Le))+U,k=k.slice(0,Le);break}}}
T&&!v&&(k=t(k,1/0));var Ht=z.length+k.length+U.length,Te=Ht<w?new Array(w-Ht+1).join(d):"";switch(T&&v&&(k=t(Te+k,Te.length?w-U.length:1/0),Te=""),p){case"<":k=
z+k+U+Te;break;case"=":k=z+Te+k+U;break;case"^":k=Te.slice(0,Ht=Te.length>>1)+z+k+U+Te.slice(Ht);break;default:k=Te+z+k+U;break}return o(k)}return W.toString=function(){
return m+""},W}function f(m,h){var d=Math.max(-8,Math.min(8,Math.floor(gt(h)/3)))*3,p=Math.pow(10,-d),g=c((m=Nt(m),m.type="f",m),{suffix:wo[8+d/3]});return function(x){
return g(p*x)}}return{format:c,formatPrefix:f}}var mn,cr,ur;Hs({thousands:",",grouping:[3],currency:["$",""]});function Hs(e){return mn=Vs(e),cr=mn.format,ur=mn.
formatPrefix,mn}function yo(e){return Math.max(0,-gt(Math.abs(e)))}function ko(e,t){return Math.max(0,Math.max(-8,Math.min(8,Math.floor(gt(t)/3)))*3-gt(Math.abs(
e)))}function _o(e,t){return e=Math.abs(e),t=Math.abs(t)-e,Math.max(0,gt(t)-gt(e))+1}function fr(e,t,n,r){var i=Ri(e,t,n),o;switch(r=Nt(r??",f"),r.type){case"s":{var s=Math.max(Math.abs(e),Math.abs(t));return r.precision==null&&!isNaN(o=ko(i,s))&&
(r.precision=o),ur(r,s)}case"":case"e":case"g":case"p":case"r":{r.precision==null&&!isNaN(o=_o(i,Math.max(Math.abs(e),Math.abs(t))))&&(r.precision=o-(r.type==="\
e"));break}case"f":case"%":{r.precision==null&&!isNaN(o=yo(i))&&(r.precision=o-(r.type==="%")*2);break}}return cr(r)}function js(e){var t=e.domain;return e.ticks=function(n){var r=t();return Ni(r[0],r[r.length-1],n??10)},e.tickFormat=function(n,r){var i=t();return fr(i[0],i[i.
length-1],n??10,r)},e.nice=function(n){n==null&&(n=10);var r=t(),i=0,o=r.length-1,s=r[i],l=r[o],u,c,f=10;for(l<s&&(c=s,s=l,l=c,c=i,i=o,o=c);f-- >0;){if(c=tn(s,l,
n),c===u)return r[i]=s,r[o]=l,t(r);if(c>0)s=Math.floor(s/c)*c,l=Math.ceil(l/c)*c;else if(c<0)s=Math.ceil(s*c)/c,l=Math.floor(l*c)/c;else break;u=c}return e},e}function D(){
var e=sr();return e.copy=function(){return po(e,D())},Pi.apply(e,arguments),js(e)}function Ke(e){return function(){return e}}var Rt=Math.PI,dr=2*Rt,et=1e-6,Ws=dr-et;function $o(e){this._+=e[0];for(let t=1,n=e.length;t<n;++t)this._+=arguments[t]+e[t]}function Us(e){let t=Math.floor(e);
if(!(t>=0))throw new Error(`invalid digits: ${e}`);if(t>15)return $o;let n=10**t;return function(r){this._+=r[0];for(let i=1,o=r.length;i<o;++i)this._+=Math.round(
arguments[i]*n)/n+r[i]}}function Mo(e,t,n,r){return e===n&&t===r}function Xs(e){let t=Math.floor(e);if(!(t<=15))return Mo;let n=10**t,r=function(i){return Math.
round(i*n)};return function(i,o,s,l){return r(i)===r(s)&&r(o)===r(l)}}var bt=class{constructor(t){this._x0=this._y0=this._x1=this._y1=null,this._="",this._append=
t==null?$o:Us(t),this._equal=t==null?Mo:Xs(t)}moveTo(t,n){this._append`M${this._x0=this._x1=+t},${this._y0=this._y1=+n}`}closePath(){this._x1!==null&&(this._x1=
this._x0,this._y1=this._y0,this._append`Z`)}lineTo(t,n){this._append`L${this._x1=+t},${this._y1=+n}`}quadraticCurveTo(t,n,r,i){this._append`Q${+t},${+n},${this.
_x1=+r},${this._y1=+i}`}bezierCurveTo(t,n,r,i,o,s){this._append`C${+t},${+n},${+r},${+i},${this._x1=+o},${this._y1=+s}`}arcTo(t,n,r,i,o){if(t=+t,n=+n,r=+r,i=+i,
o=+o,o<0)throw new Error(`negative radius: ${o}`);let s=this._x1,l=this._y1,u=r-t,c=i-n,f=s-t,m=l-n,h=f*f+m*m;if(this._x1===null)this._append`M${this._x1=t},${this.
_y1=n}`;else if(h>et)if(!(Math.abs(m*u-c*f)>et)||!o)this._append`L${this._x1=t},${this._y1=n}`;else{let d=r-s,p=i-l,g=u*u+c*c,x=d*d+p*p,v=Math.sqrt(g),w=Math.sqrt(
h),T=o*Math.tan((Rt-Math.acos((g+h-x)/(2*v*w)))/2),_=T/w,j=T/v;Math.abs(_-1)>et&&this._append`L${t+_*f},${n+_*m}`,this._append`A${o},${o},0,0,${+(m*d>f*p)},${this.
_x1=t+j*u},${this._y1=n+j*c}`}}arc(t,n,r,i,o,s){if(t=+t,n=+n,r=+r,s=!!s,r<0)throw new Error(`negative radius: ${r}`);let l=r*Math.cos(i),u=r*Math.sin(i),c=t+l,f=n+
u,m=1^s,h=s?i-o:o-i;if(this._x1===null?this._append`M${c},${f}`:(Math.abs(this._x1-c)>et||Math.abs(this._y1-f)>et)&&this._append`L${c},${f}`,!!r){if(h<0&&(h=h%dr+
dr),h>Ws)this._append`A${r},${r},0,1,${m},${t-l},${n-u}A${r},${r},0,1,${m},${this._x1=c},${this._y1=f}`;else if(h>et){let d=t+r*Math.cos(o),p=n+r*Math.sin(o);if(h>=
Rt&&this._equal(c,f,d,p)){h/=2;let g=i+h;this._append`A${r},${r},0,${+(h>=Rt)},${m},${t+r*Math.cos(g)},${n+r*Math.sin(g)}`}this._append`A${r},${r},0,${+(h>=Rt)},${m},${this.
_x1=d},${this._y1=p}`}}}rect(t,n,r,i){this._append`M${this._x0=this._x1=+t},${this._y0=this._y1=+n}h${r=+r}v${+i}h${-r}Z`}toString(){return this._}};function Gs(){
return new bt}Gs.prototype=bt.prototype;function To(e){let t=3;return e.digits=function(n){if(!arguments.length)return t;if(n==null)t=null;else{let r=Math.floor(n);if(!(r>=0))throw new RangeError(`inv\
alid digits: ${n}`);t=r}return e},()=>new bt(t)}var hf=Array.prototype.slice;function So(e){return typeof e=="object"&&"length"in e?e:Array.from(e)}function Co(e){this._context=e}Co.prototype={areaStart:function(){this._line=0},areaEnd:function(){this._line=NaN},lineStart:function(){this._point=0},lineEnd:function(){
(this._line||this._line!==0&&this._point===1)&&this._context.closePath(),this._line=1-this._line},point:function(e,t){switch(e=+e,t=+t,this._point){case 0:this.
_point=1,this._line?this._context.lineTo(e,t):this._context.moveTo(e,t);break;case 1:this._point=2;default:this._context.lineTo(e,t);break}}};function No(e){return new Co(
e)}function Ro(e){return e[0]}function Po(e){return e[1]}function Ne(e,t){var n=Ke(!0),r=null,i=No,o=null,s=To(l);e=typeof e=="function"?e:e===void 0?Ro:Ke(e),t=typeof t=="function"?t:t===void 0?Po:Ke(t);function l(u){
var c,f=(u=So(u)).length,m,h=!1,d;for(r==null&&(o=i(d=s())),c=0;c<=f;++c)!(c<f&&n(m=u[c],c,u))===h&&((h=!h)?o.lineStart():o.lineEnd()),h&&o.point(+e(m,c,u),+t(m,
c,u));if(d)return o=null,d+""||null}return l.x=function(u){return arguments.length?(e=typeof u=="function"?u:Ke(+u),l):e},l.y=function(u){return arguments.length?
(t=typeof u=="function"?u:Ke(+u),l):t},l.defined=function(u){return arguments.length?(n=typeof u=="function"?u:Ke(!!u),l):n},l.curve=function(u){return arguments.
length?(i=u,r!=null&&(o=i(r)),l):i},l.context=function(u){return arguments.length?(u==null?r=o=null:o=i(r=u),l):r},l}function b(e){return e===void 0?NaN:Number(e)}function I(e){let t=b(e);return Number.isFinite(t)?t.toLocaleString("en"):"–"}function $(e,t){let n=b(e);return n===
1/0?"infinite":Number.isFinite(n)?n.toFixed(t).replace("-","−"):"–"}function y(e,t=1){let n=b(e);return Number.isFinite(n)?`${(n*100).toFixed(t)} %`:"–"}function tt(e){
let t=b(e)*100;return Number.isFinite(t)?t<.1?"below 0.1 %":t>99.9?"above 99.9 %":t<10||t>99?`${t.toFixed(1)} %`:`${t.toFixed(0)} %`:"–"}function Re(e,t=3){return $(
e?.value,t)}function Pt(e,t=3){return e?.low===void 0||e.high===void 0?"":`${$(e.low,t)} to ${$(e.high,t)}`}function Q(e){let t=b(e);return Number.isFinite(t)&&
Math.abs(t)<.01?$(e,5):$(e,3)}function bn(e){return e===void 0?NaN:Number(e.replace(/s$/,""))}function hr(e){let t=bn(e);return!Number.isFinite(t)||t===0?"–":
t>=1?`${t.toFixed(2)} s`:t>=.01?`${(t*1e3).toFixed(0)} ms`:`${(t*1e3).toFixed(2)} ms`}function xn(e){if(!Number.isFinite(e))return"–";if(e<1)return`${(e*1e3).
toFixed(0)} ms`;if(e<60)return`${Math.floor(e)} s`;let t=Math.floor(e/60);if(t<60)return`${t} min`;let n=Math.floor(t/60);return n<48?t%60?`${n} h ${t%60} min`:
`${n} h`:n%24?`${Math.floor(n/24)} d ${n%24} h`:`${n/24} d`}function vn(e,t){let n=e?Date.parse(e):NaN;return Number.isFinite(n)?`${xn(Math.max(0,(t-n)/1e3))} a\
go`:"–"}function be(e){let t=e?Date.parse(e):NaN;return Number.isFinite(t)?new Date(t).toISOString().slice(0,16).replace("T"," ")+" UTC":"–"}function ue(e){
return Number.isFinite(e)?String(Number(e.toPrecision(4))):"–"}function S(e){return e.replaceAll("_"," ")}function Zs(){let e=X(null),[t,n]=N(0);return K(()=>{let r=e.current;if(!r)return;let i=new ResizeObserver(()=>n(Math.round(r.clientWidth)));return i.observe(r),
()=>i.disconnect()},[]),[e,t]}function ie(e){let[t,n]=Zs(),r=typeof e.height=="number"?e.height:e.height(n),i=o=>{t.current&&e.onPoint?.(o.clientX-t.current.getBoundingClientRect().
left,n)};return a("div",{ref:t,children:n>0&&a("svg",{role:"img","aria-label":e.label,viewBox:`0 0 ${n} ${r}`,class:e.onPoint?"plot":void 0,onPointerMove:e.onPoint?
i:void 0,onPointerDown:e.onPoint?i:void 0,onPointerLeave:e.onLeave,children:e.children(n,r)})})}function xe(e){return a("g",{children:[e.rulesFrom!==void 0&&e.ticks.
map(t=>a("line",{class:"rule",x1:t.at,x2:t.at,y1:e.rulesFrom,y2:e.y},t.at)),a("line",{class:"base",x1:e.from,x2:e.to,y1:e.y,y2:e.y}),e.ticks.map(t=>a("text",{x:t.
at,y:e.y+17,"text-anchor":"middle",children:t.text},t.at)),e.name&&a("text",{class:"axis-name",x:(e.from+e.to)/2,y:e.y+37,"text-anchor":"middle",children:e.name})]})}
function _e(e){return a("g",{children:[e.ticks.map(t=>a("g",{children:[a("line",{class:"rule",x1:e.x,x2:e.to,y1:t.at,y2:t.at}),a("text",{x:e.x-8,y:t.at+4,"text-\
anchor":"end",children:t.text})]},t.at)),e.name&&a("text",{class:"axis-name",x:0,y:(e.top??0)-10,children:e.name})]})}function fe(e){return a("ul",{class:"legen\
d",children:e.items.map(t=>a("li",{children:[a("svg",{viewBox:"0 0 22 12","aria-hidden":"true",children:a("g",{class:t.class,children:Qs(t.mark)})}),t.text]},t.
text))})}function Qs(e){return e==="dot"||e==="hollow"?a("circle",{class:e,cx:"11",cy:"6",r:"5"}):e==="bar"||e==="null"?a("rect",{class:e,x:"2",y:"0",width:"18",
height:"12",rx:"1.5"}):e==="whisker"?a("path",{class:"whisker",d:"M11 0v12"}):a("line",{class:e,x1:"0",x2:"22",y1:"6",y2:"6"})}var oe={top:30,right:16,bottom:46,left:62},wn=290,Ao=["one","two"];function Pe(e){let t=e/Math.LN10;if(!Number.isFinite(t))return"–";if(t>6||t<-3)return`10${Ys(
Math.round(t))}`;let n=Math.exp(e);return n>=100?Math.round(n).toLocaleString("en"):String(Number(n.toPrecision(2)))}function Ys(e){return String(e).replace(/[-0-9]/g,
t=>t==="-"?"⁻":"⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(t)]??t)}function Eo(e){let[t,n]=N(),r=e.series.flatMap(d=>d.evidence.history??[]),i=b(e.series[0]?.evidence.
logThreshold),o=d=>d/Math.LN10,s=Math.floor(Math.min(-1,...r.map(d=>o(b(d.logEvidence))))),l=Math.ceil(Math.max(o(i)+1,...r.map(d=>o(b(d.logEvidence))))),u=Math.
max(1,...r.map(d=>b(d.outcomes))),c=D([s,l],[wn-oe.bottom,oe.top]),f=d=>D([0,u],[oe.left,d-oe.right]),m=Math.ceil((l-s)/7),h=Array.from({length:Math.floor((l-s)/
m)+1},(d,p)=>s+p*m);return a("figure",{class:"chart",children:[a(ie,{label:"Evidence against calibration after each outcome, on a logarithmic axis, with the ala\
rm’s threshold. The table below holds the figures.",height:wn,onPoint:(d,p)=>n(f(p).invert(d)),onLeave:()=>n(void 0),children:d=>{let p=f(d),g=c(o(i));return a(
M,{children:[a(_e,{ticks:h.map(x=>({at:c(x),text:Pe(x*Math.LN10)})),x:oe.left,to:d-oe.right,name:"Evidence",top:oe.top}),a(xe,{ticks:p.ticks(Math.max(2,Math.floor(
d/130))).map(x=>({at:p(x),text:x.toLocaleString("en")})),y:wn-oe.bottom,from:oe.left,to:d-oe.right,name:"Outcomes counted"}),a("line",{class:"limit",x1:oe.left,
x2:d-oe.right,y1:g,y2:g}),e.series.map((x,v)=>{let w=x.evidence.history??[],T=Ne(_=>p(b(_.outcomes)),_=>c(o(b(_.logEvidence))))(w);return a("g",{class:Ao[v],children:a(
"path",{class:"curve",d:T??""})},x.name)}),t!==void 0&&t>=0&&a("line",{class:"cursor",x1:p(t),x2:p(t),y1:oe.top,y2:wn-oe.bottom})]})}}),a("p",{class:"readout",children:t===
void 0?"Point at the chart to read it.":e.series.map(d=>a(Js,{...d,at:t},d.name))}),a(fe,{items:[...e.series.map((d,p)=>({mark:"curve",class:Ao[p],text:d.name})),
{mark:"limit",text:`Alarm: evidence of ${Pe(i)}`}]}),e.series.map(d=>a(ce,{of:d.name,caption:`${d.name}: evidence against calibration`,rows:Ks(d.evidence.history??
[]),columns:[{head:"Outcomes",cell:p=>I(p.outcomes),number:!0},{head:"Evidence",cell:p=>Pe(b(p.logEvidence)),number:!0},{head:"When",cell:p=>be(p.time)}]},d.name))]})}
function Js(e){let t=e.evidence.history??[],n=t.findLast(r=>b(r.outcomes)<=e.at)??t[0];return n?a("span",{children:[a("strong",{children:e.name})," after ",I(n.
outcomes)," outcomes, ",be(n.time),": evidence ",Pe(b(n.logEvidence)),a("br",{})]}):null}function Ks(e){let t=Math.ceil(e.length/40);return e.filter((n,r)=>(e.length-
1-r)%t===0)}var ae={top:28,right:14,bottom:46,left:50},xt={height:76,gap:54},mr=["one","two"],el=[0,.2,.4,.6,.8,1];function Io(e){let[t,n]=N(),r=s=>D([0,1],[ae.left,s-ae.right]),
i=s=>Math.min(Math.max(s*.72,240),440),o=e.series.map((s,l)=>({mark:"dot",class:mr[l],text:`${s.name}, with 95 % interval`}));return o.push({mark:"null",text:tl(
e.series)},{mark:"ideal",text:"Perfect"}),a("figure",{class:"chart",children:[a(ie,{label:`Reliability diagram: share of patients with ${e.event} against the ri\
sk that was stated. The table below holds every point.`,height:s=>ae.top+i(s)+xt.gap+xt.height+ae.bottom,onPoint:(s,l)=>n(Math.min(.9999,Math.max(0,r(l).invert(
s)))),onLeave:()=>n(void 0),children:s=>a(nl,{...e,width:s,height:i(s),x:r(s),at:t})}),a(al,{series:e.series,at:t}),a(fe,{items:o}),e.series.map(s=>a(sl,{series:s,
event:e.event},s.name))]})}function tl([e,t]){if(!e||!t)return"Null band: where 90 % of the points of a perfectly calibrated model fall";let n=e.bins.reduce((r,i)=>r+
b(i.outcomes),0);return`Null band of ${e.name} alone, at its ${I(n)} outcomes: where 90 % of its points would fall if it were perfectly calibrated. That of ${t.
name} is in its table`}function nl(e){let{x:t,width:n,height:r}=e,i=ae.top+r,o=D([0,1],[i,ae.top]),s=i+xt.gap+xt.height,l=e.series[0],u=c=>el.map(f=>({at:c(f),text:`${f*
100}`}));return a(M,{children:[a(_e,{ticks:u(o),x:ae.left,to:n-ae.right,name:`Observed, % of patients: ${e.event}`,top:ae.top}),l?.bins.filter(He).map(c=>a("rec\
t",{class:"null",x:t(b(c.lower)),width:Math.max(1,t(b(c.upper))-t(b(c.lower))),y:o(b(c.nullHigh)),height:Math.max(1,o(b(c.nullLow))-o(b(c.nullHigh)))},b(c.lower))),
a("line",{class:"ideal",x1:t(0),y1:o(0),x2:t(1),y2:o(1)}),e.series.map((c,f)=>a(rl,{bins:c.bins,x:m=>t(m)+(e.series.length>1?6*f-3:0),y:o,tone:mr[f]??"one"},c.name)),
e.at!==void 0&&a("line",{class:"cursor",x1:t(e.at),x2:t(e.at),y1:ae.top,y2:s}),a(xe,{ticks:u(t),y:i,from:ae.left,to:n-ae.right}),a(il,{series:e.series,x:t,base:s}),
a(xe,{ticks:u(t),y:s,from:ae.left,to:n-ae.right,name:"Stated risk, %"})]})}function rl(e){let t=Math.max(1,...e.bins.map(n=>b(n.outcomes)));return a("g",{class:e.
tone,children:e.bins.filter(He).map(n=>{let r=e.x(b(n.predicted));return a("g",{children:[a("line",{class:"whisker",x1:r,x2:r,y1:e.y(b(n.observedLow)),y2:e.y(b(
n.observedHigh))}),a("circle",{class:"dot",cx:r,cy:e.y(b(n.observed)),r:3.6+2.6*Math.sqrt(b(n.outcomes)/t)})]},b(n.lower))})})}function il(e){let t=e.series.map(
o=>{let s=o.widths.reduce((l,u)=>l+b(u.outcomes),0);return o.widths.map(l=>({...l,share:s?b(l.outcomes)/s:0}))}),n=Math.max(1e-9,...t.flat().map(o=>o.share)),r=o=>o/
n*xt.height,i=t.length>1;return a("g",{children:[a("text",{class:"axis-name",x:0,y:e.base-xt.height-10,children:["Patients, % (highest bar ",(n*100).toFixed(0),
" %)"]}),t.map((o,s)=>a("g",{class:mr[s],children:o.filter(He).map(l=>{let u=e.x(b(l.lower))+1,c=e.x(b(l.upper))-u-1,f=i?c/2:c;return a("rect",{class:"bar",x:u+
(i?s*f:0),width:Math.max(.5,f),y:e.base-Math.max(1,r(l.share)),height:Math.max(1,r(l.share))},b(l.lower))})},s))]})}function He(e){return b(e.outcomes)>0}function ol(e){
let t=`${y(e.lower,0)} to ${y(e.upper,0)}`;return He(e)?`${t}: ${I(e.outcomes)} patients, stated ${y(e.predicted)}, observed ${y(e.observed)} (${y(e.observedLow)}\
 to ${y(e.observedHigh)})`:`${t}: no patients`}function al(e){let{at:t}=e;return t===void 0?a("p",{class:"readout",children:"Point at the chart to read a bin. L\
arger points stand for more patients."}):a("p",{class:"readout",children:e.series.map(n=>{let r=n.bins.find(i=>t>=b(i.lower)&&t<b(i.upper));return a("span",{children:[
a("strong",{children:n.name})," ",r?ol(r):"no bin here",a("br",{})]},n.name)})})}function sl(e){return a(ce,{of:e.series.name,caption:`${e.series.name}: stated \
risk and share with ${e.event}, bin by bin`,rows:e.series.bins,columns:[{head:"Stated risk",cell:t=>`${y(t.lower)} to ${y(t.upper)}`},{head:"Patients",cell:t=>I(
t.outcomes),number:!0},{head:"Mean stated",cell:t=>He(t)?y(t.predicted):"",number:!0},{head:"Observed",cell:t=>He(t)?y(t.observed):"",number:!0},{head:"95 % int\
erval",cell:t=>He(t)?`${y(t.observedLow)} to ${y(t.observedHigh)}`:"",number:!0},{head:"Null band",cell:t=>He(t)?`${y(t.nullLow)} to ${y(t.nullHigh)}`:"",number:!0}]})}var Do=5e3;function ll(e){let t=e.params.window??"";return{cohort:e.params.cohort,decision:e.params.decision,last_duration:t.endsWith("s")?t:void 0,last_outcomes:/^\d+$/.
test(t)?t:void 0}}function yn(e,t){let n={...e,...ll(t)};return qe(JSON.stringify(n),async r=>e?(await Oe("calibration",n,r)).calibration:void 0,Do)}function Lo(e){
return qe(`evidence ${JSON.stringify(e)}`,async t=>e?await Oe("evidence",{...e},t):void 0,Do)}function nt(e){return qe(`model ${JSON.stringify(e)}`,async t=>e?(await Oe(
`models/${encodeURIComponent(e.model)}`,{version:e.version},t)).model:void 0,6e5)}function gr(e){let{route:t}=e;return a(M,{children:[a(we,{route:t,models:e.models}),
a(Fe,{label:"Window",value:t.params.window??"",onChange:n=>ve(t,{window:n}),options:[{value:"",label:"Server’s own (2,000 unless set)"},{value:"86400s",label:"\
Last 24 hours"},{value:"604800s",label:"Last 7 days"},{value:"2592000s",label:"Last 30 days"},{value:"500",label:"Last 500 outcomes"},{value:"1000",label:"Last \
1,000 outcomes"},{value:"5000",label:"Last 5,000 outcomes"},{value:"10000",label:"Last 10,000 outcomes"},{value:"1000000",label:"All, up to a million"}]}),e.cohorts.
length>0&&a(Fe,{label:"Cohort",value:t.params.cohort??"",onChange:n=>ve(t,{cohort:n}),options:[{value:"",label:"All patients"},...e.cohorts.map(n=>({value:n,label:S(
n)}))]})]})}function Oo({route:e,models:t,at:n}){let r=se(e,t),i=r&&ul(e,t,r),o=nt(r),s=yn(r,e),l=yn(i,e),u=Lo(r),c=Lo(i);if(!r)return a(L,{title:"No model is i\
n service",children:a("p",{children:"There is nothing to judge yet."})});let f=[s.data,l.data].filter(h=>h!==void 0&&b(h.outcomes)>0),m=t.filter(h=>h.model!==r.
model||String(h.version)!==r.version);return a(M,{children:[a("div",{class:"pickers",children:[a(gr,{route:e,models:t,cohorts:o.data?.cohorts??[]}),m.length>0&&
a(Fe,{wide:!0,label:"Beside it",value:i?`${i.model}@${i.version}`:"",onChange:h=>ve(e,{beside:h}),options:[{value:"",label:"No other version"},...m.map(h=>({value:`${h.
model}@${h.version}`,label:Z(h)}))]}),a($t,{label:"Decision",value:e.params.decision??"",onChange:h=>ve(e,{decision:h}),options:[{value:"",label:"All"},{value:"\
KEEP",label:"Kept"},{value:"DEFER",label:"Deferred"}]}),a($t,{label:"Bins",value:e.params.bins??"",onChange:h=>ve(e,{bins:h}),options:[{value:"",label:"Equal wi\
dth"},{value:"mass",label:"Equal numbers"}]})]}),s.data?b(s.data.outcomes)===0?a(L,{title:i?`No outcomes of ${Z(r)} in this window`:"No outcomes in this window",
children:a("p",{children:"Calibration shows as soon as outcomes come back. Report them by id or by receipt, days late and in any order."})}):null:a(ne,{error:s.
error,what:"the calibration",onToken:s.refresh}),i&&a(cl,{other:i,theirs:l}),s.data&&f.length>0&&a(fl,{shown:f,route:e,now:n}),a(pl,{all:[{who:r,polled:u},...i?
[{who:i,polled:c}]:[]]}),f.length>0&&a(R,{title:"Every figure",children:a(ml,{all:f})})]})}function cl({other:e,theirs:t}){return t.data?b(t.data.outcomes)>0?null:
a(L,{title:`No outcomes of ${Z(e)} in this window`,children:a("p",{children:"It appears beside the other as soon as outcomes come back."})}):a(ne,{error:t.error,
what:`the calibration of ${Z(e)}`,onToken:t.refresh})}function ul(e,t,n){let r=t.find(i=>`${i.model}@${i.version}`===e.params.beside);if(!(!r||r.model===n.model&&
String(r.version)===n.version))return{model:r.model,version:String(r.version)}}function qo(e){return e.target==="top_label"?"the class ranked first":e.targetClass?
S(e.targetClass):"the event"}function fl(e){let{shown:t,route:n}=e,r=t[0],i=n.params.bins==="mass",o=t.map(s=>({name:Z(s),bins:(i?s.equalMassBins:s.bins)??[],widths:s.
bins??[]}));return a("div",{class:"columns wide-left",children:[a(R,{title:"Stated risk against what happened",children:a(Io,{series:o,event:r?qo(r):""})}),a("d\
iv",{class:"stack",children:[t.map(s=>a(dl,{c:s,now:e.now,named:t.length>1},Z(s))),t.length===1&&r&&a(hl,{c:r})]})]})}function pr(e,t){return e?.low===void 0||e.
high===void 0?"plain":b(e.low)<=t&&t<=b(e.high)?"good":"warn"}function zo(e,t,n){let r=Pt(e,2);if(!r)return"1 is right";let i=pr(e,1)==="good"?"1 is right":
b(e?.value)<1?t:n;return`95 % interval ${r}; ${i}`}function dl({c:e,now:t,named:n}){let r=e.eceNull;return a(R,{title:n?Z(e):"In short",note:`${I(e.outcomes)} o\
utcomes, ${I(e.events)} of them with the event (${qo(e)}); the last came ${vn(e.lastOutcome,t)}.`,children:[a("dl",{class:"stats",children:[a(te,{label:`ECE, ${e.
bins?.length??15} bins`,value:Re(e.ece),tone:r?e.eceWithinNull?"good":b(e.ece?.value)>b(r.q99)?"bad":"warn":"plain",detail:r&&`${e.eceWithinNull?"Within":"Above"}\
 the null band: a perfect model shows ${$(r.q05,3)} to ${$(r.q95,3)} here, and more than ${$(r.q99,3)} 1 time in 100`}),a(te,{label:"Observed / expected",value:Re(
e.observedOverExpected,2),tone:pr(e.observedOverExpected,1),detail:zo(e.observedOverExpected,"fewer events than stated","more events than stated")}),a(te,{label:"\
Slope",value:Re(e.calibrationSlope,2),tone:pr(e.calibrationSlope,1),detail:zo(e.calibrationSlope,"the risks are too extreme","the risks are not extreme enough")}),
a(te,{label:"AUROC",value:Re(e.auroc,3),detail:Pt(e.auroc)&&`95 % interval ${Pt(e.auroc)}`}),a(te,{label:"Brier score",value:Re(e.brier,4),detail:"Lower is bett\
er"}),a(te,{label:"Mixture NLL",value:Re(e.mixtureNll,3),detail:`Nats. Average NLL ${Re(e.averageNll,3)}`})]}),b(e.outcomes)<200&&a("p",{class:"note",children:[
"With ",I(e.outcomes)," outcomes every one of these figures can be far off by chance. Read the intervals first."]})]})}function hl({c:e}){let t=e.labelCoverage;
return t?a(R,{title:"Outcomes on their way",note:"Figures cover the patients whose outcome is known. Where few are, they may differ from the rest.",children:a("\
dl",{class:"stats",children:[a(te,{label:"Predictions with an outcome",value:y(t.ratio),detail:`${I(t.withOutcome)} of ${I(t.predictions)}`}),a(te,{label:"Delay\
, median",value:xn(bn(t.delayMedian)),detail:`9 in 10 within ${xn(bn(t.delayQ90))}`})]})}):null}function ml({all:e}){return a(Se,{caption:"Figures with their 95\
 % intervals",rows:[{name:"Outcomes",ideal:"",cell:n=>I(n.outcomes)},{name:"With the event",ideal:"",cell:n=>`${I(n.events)} (${y(b(n.events)/b(n.outcomes))})`},
{name:"Mean stated risk",ideal:"",cell:n=>y(n.meanPredicted)},{name:"ECE, equal width",ideal:"0",cell:n=>le(n.ece)},{name:"Null band of that ECE (5 % to 95 %)",
ideal:"",cell:n=>n.eceNull?`${$(n.eceNull.q05,4)} to ${$(n.eceNull.q95,4)}`:""},{name:"ECE, equal numbers",ideal:"0",cell:n=>le(n.eceEqualMass)},{name:"ECE, deb\
iased",ideal:"0",cell:n=>le(n.eceDebiased)},{name:"Largest gap of a bin",ideal:"0",cell:n=>le(n.mce)},{name:"Observed / expected",ideal:"1",cell:n=>le(n.observedOverExpected,
3)},{name:"z of observed minus expected (chance: ±2, the light: ±3)",ideal:"0",cell:n=>$(n.calibrationZ,2)},{name:"Calibration slope",ideal:"1",cell:n=>le(n.calibrationSlope,
3)},{name:"Calibration intercept",ideal:"0",cell:n=>le(n.calibrationIntercept,3)},{name:"Calibration in the large",ideal:"0",cell:n=>le(n.calibrationInTheLarge,
3)},{name:"Brier score",ideal:"low",cell:n=>le(n.brier)},{name:"— reliability (miscalibration)",ideal:"0",cell:n=>$(n.brierReliability,4)},{name:"— resolution\
 (what the model tells apart)",ideal:"high",cell:n=>$(n.brierResolution,4)},{name:"— uncertainty (of the outcome itself)",ideal:"",cell:n=>$(n.brierUncertainty,
4)},{name:"— within the bins",ideal:"",cell:n=>$(n.brierWithinBin,4)},{name:"Mixture NLL, nats",ideal:"low",cell:n=>le(n.mixtureNll)},{name:"Average NLL, nats",
ideal:"low",cell:n=>le(n.averageNll)},{name:"AUROC",ideal:"high",cell:n=>le(n.auroc,3)},{name:"AUPRC (average precision)",ideal:"high",cell:n=>le(n.auprc,3)},{name:"\
Sharpness (spread of stated risks)",ideal:"",cell:n=>$(n.sharpness,3)},{name:"Classwise ECE",ideal:"0",cell:n=>$(n.classwiseEce,4)},{name:"First outcome",ideal:"",
cell:n=>be(n.firstOutcome)},{name:"Last outcome",ideal:"",cell:n=>be(n.lastOutcome)}].filter(n=>e.some(r=>n.cell(r)!=="–"&&n.cell(r)!=="")),columns:[{head:"Fi\
gure",cell:n=>n.name},{head:"Ideal",cell:n=>n.ideal,number:!0},...e.map(n=>({head:e.length>1?Z(n):"Value",cell:r=>r.cell(n),number:!0}))]})}function le(e,t=4){let n=Pt(
e,t);return e?`${Re(e,t)}${n&&` (${n})`}`:"–"}function pl({all:e}){let t=e.flatMap(({who:i,polled:o})=>o.data?[{name:Z(i),evidence:o.data}]:[]),n=t[0]?Pe(b(t[0].
evidence.logThreshold)):"100",r=t.filter(i=>b(i.evidence.outcomes)>0);return a(R,{title:"The alarm’s evidence",note:a(M,{children:["Evidence starts at 1, rise\
s while outcomes disagree with the stated risks and falls while they agree. If the risks are right, it ever reaches ",n," with a chance of 1 in ",n," at most, h\
owever long and however often one looks. So an alarm is hardly ever chance; silence is not proof that all is well."]}),children:[e.map(({who:i,polled:o})=>a(gl,
{who:i,polled:o},Z(i))),r.length>0&&a(Eo,{series:r})]})}function gl({who:e,polled:t}){let n=t.data,r=Z(e);if(!n)return a(ne,{error:t.error,what:`the evidence of\
 ${r}`,onToken:t.refresh});if(b(n.outcomes)===0)return a("p",{class:"muted",children:[r,": no outcomes yet, so the evidence stands at 1."]});let i=Pe(b(n.logEvidenceMax));
return n.alarmed?a(L,{title:`The alarm of ${r} is raised`,tone:"bad",children:a("p",{children:["The evidence first passed ",Pe(b(n.logThreshold))," on ",be(n.alarmedAt),
", and its highest value was ",i,". A useful alert can do this too: it changes the outcome it predicted."]})}):a("p",{children:[r,": the evidence stands at ",a(
"strong",{children:Pe(b(n.logEvidence))})," after ",I(n.outcomes)," outcomes; its highest value was ",i,"."]})}function wr(){return{async:!1,breaks:!1,extensions:null,gfm:!0,hooks:null,pedantic:!1,renderer:null,silent:!1,tokenizer:null,walkTokens:null}}var it=wr();function Wo(e){
it=e}var It={exec:()=>null};function A(e,t=""){let n=typeof e=="string"?e:e.source,r={replace:(i,o)=>{let s=typeof o=="string"?o:o.source;return s=s.replace(J.caret,
"$1"),n=n.replace(i,s),r},getRegex:()=>new RegExp(n,t)};return r}var J={codeRemoveIndent:/^(?: {1,4}| {0,3}\t)/gm,outputLinkReplace:/\\([\[\]])/g,indentCodeCompensation:/^(\s+)(?:```)/,
beginningSpace:/^\s+/,endingHash:/#$/,startingSpaceChar:/^ /,endingSpaceChar:/ $/,nonSpaceChar:/[^ ]/,newLineCharGlobal:/\n/g,tabCharGlobal:/\t/g,multipleSpaceGlobal:/\s+/g,
blankLine:/^[ \t]*$/,doubleBlankLine:/\n[ \t]*\n[ \t]*$/,blockquoteStart:/^ {0,3}>/,blockquoteSetextReplace:/\n {0,3}((?:=+|-+) *)(?=\n|$)/g,blockquoteSetextReplace2:/^ {0,3}>[ \t]?/gm,
listReplaceTabs:/^\t+/,listReplaceNesting:/^ {1,4}(?=( {4})*[^ ])/g,listIsTask:/^\[[ xX]\] /,listReplaceTask:/^\[[ xX]\] +/,anyLine:/\n.*\n/,hrefBrackets:/^<(.*)>$/,
tableDelimiter:/[:|]/,tableAlignChars:/^\||\| *$/g,tableRowBlankLine:/\n[ \t]*$/,tableAlignRight:/^ *-+: *$/,tableAlignCenter:/^ *:-+: *$/,tableAlignLeft:/^ *:-+ *$/,
startATag:/^<a /i,endATag:/^<\/a>/i,startPreScriptTag:/^<(pre|code|kbd|script)(\s|>)/i,endPreScriptTag:/^<\/(pre|code|kbd|script)(\s|>)/i,startAngleBracket:/^</,
endAngleBracket:/>$/,pedanticHrefTitle:/^([^'"]*[^\s])\s+(['"])(.*)\2/,unicodeAlphaNumeric:/[\p{L}\p{N}]/u,escapeTest:/[&<>"']/,escapeReplace:/[&<>"']/g,escapeTestNoEncode:/[<>"']|&(?!(#\d{1,7}|#[Xx][a-fA-F0-9]{1,6}|\w+);)/,
escapeReplaceNoEncode:/[<>"']|&(?!(#\d{1,7}|#[Xx][a-fA-F0-9]{1,6}|\w+);)/g,unescapeTest:/&(#(?:\d+)|(?:#x[0-9A-Fa-f]+)|(?:\w+));?/ig,caret:/(^|[^\[])\^/g,percentDecode:/%25/g,
findPipe:/\|/g,splitPipe:/ \|/,slashPipe:/\\\|/g,carriageReturn:/\r\n|\r/g,spaceLine:/^ +$/gm,notSpaceStart:/^\S*/,endingNewline:/\n$/,listItemRegex:e=>new RegExp(
`^( {0,3}${e})((?:[	 ][^\\n]*)?(?:\\n|$))`),nextBulletRegex:e=>new RegExp(`^ {0,${Math.min(3,e-1)}}(?:[*+-]|\\d{1,9}[.)])((?:[ 	][^\\n]*)?(?:\\n|$))`),hrRegex:e=>new RegExp(
`^ {0,${Math.min(3,e-1)}}((?:- *){3,}|(?:_ *){3,}|(?:\\* *){3,})(?:\\n+|$)`),fencesBeginRegex:e=>new RegExp(`^ {0,${Math.min(3,e-1)}}(?:\`\`\`|~~~)`),headingBeginRegex:e=>new RegExp(
`^ {0,${Math.min(3,e-1)}}#`),htmlBeginRegex:e=>new RegExp(`^ {0,${Math.min(3,e-1)}}<(?:[a-z].*>|!--)`,"i")},bl=/^(?:[ \t]*(?:\n|$))+/,xl=/^((?: {4}| {0,3}\t)[^\n]+(?:\n(?:[ \t]*(?:\n|$))*)?)+/,
vl=/^ {0,3}(`{3,}(?=[^`\n]*(?:\n|$))|~{3,})([^\n]*)(?:\n|$)(?:|([\s\S]*?)(?:\n|$))(?: {0,3}\1[~`]* *(?=\n|$)|$)/,Lt=/^ {0,3}((?:-[\t ]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})(?:\n+|$)/,
wl=/^ {0,3}(#{1,6})(?=\s|$)(.*)(?:\n+|$)/,yr=/(?:[*+-]|\d{1,9}[.)])/,Uo=/^(?!bull |blockCode|fences|blockquote|heading|html|table)((?:.|\n(?!\s*?\n|bull |blockCode|fences|blockquote|heading|html|table))+?)\n {0,3}(=+|-+) *(?:\n+|$)/,
Xo=A(Uo).replace(/bull/g,yr).replace(/blockCode/g,/(?: {4}| {0,3}\t)/).replace(/fences/g,/ {0,3}(?:`{3,}|~{3,})/).replace(/blockquote/g,/ {0,3}>/).replace(/heading/g,
/ {0,3}#{1,6}/).replace(/html/g,/ {0,3}<[^\n>]+>\n/).replace(/\|table/g,"").getRegex(),yl=A(Uo).replace(/bull/g,yr).replace(/blockCode/g,/(?: {4}| {0,3}\t)/).replace(
/fences/g,/ {0,3}(?:`{3,}|~{3,})/).replace(/blockquote/g,/ {0,3}>/).replace(/heading/g,/ {0,3}#{1,6}/).replace(/html/g,/ {0,3}<[^\n>]+>\n/).replace(/table/g,/ {0,3}\|?(?:[:\- ]*\|)+[\:\- ]*\n/).
getRegex(),kr=/^([^\n]+(?:\n(?!hr|heading|lheading|blockquote|fences|list|html|table| +\n)[^\n]+)*)/,kl=/^[^\n]+/,_r=/(?!\s*\])(?:\\.|[^\[\]\\])+/,_l=A(/^ {0,3}\[(label)\]: *(?:\n[ \t]*)?([^<\s][^\s]*|<.*?>)(?:(?: +(?:\n[ \t]*)?| *\n[ \t]*)(title))? *(?:\n+|$)/).
replace("label",_r).replace("title",/(?:"(?:\\"?|[^"\\])*"|'[^'\n]*(?:\n[^'\n]+)*\n?'|\([^()]*\))/).getRegex(),$l=A(/^( {0,3}bull)([ \t][^\n]+?)?(?:\n|$)/).replace(
/bull/g,yr).getRegex(),Sn="address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|f\
igure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|meta|nav|noframes|ol|optgroup|option|p|param|search|section\
|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul",$r=/<!--(?:-?>|[\s\S]*?(?:-->|$))/,Ml=A("^ {0,3}(?:<(script|pre|style|textarea)[\\s>][\\s\\S]*?(?:</\\1>[^\
\\n]*\\n+|$)|comment[^\\n]*(\\n+|$)|<\\?[\\s\\S]*?(?:\\?>\\n*|$)|<![A-Z][\\s\\S]*?(?:>\\n*|$)|<!\\[CDATA\\[[\\s\\S]*?(?:\\]\\]>\\n*|$)|</?(tag)(?: +|\\n|/?>)[\\s\\S]*?(?:(?:\\n[ 	]*)+\
\\n|$)|<(?!script|pre|style|textarea)([a-z][\\w-]*)(?:attribute)*? */?>(?=[ \\t]*(?:\\n|$))[\\s\\S]*?(?:(?:\\n[ 	]*)+\\n|$)|</(?!script|pre|style|textarea)[a-z][\\w-]*\\s\
*>(?=[ \\t]*(?:\\n|$))[\\s\\S]*?(?:(?:\\n[ 	]*)+\\n|$))","i").replace("comment",$r).replace("tag",Sn).replace("attribute",/ +[a-zA-Z:_][\w.:-]*(?: *= *"[^"\n]*"| *= *'[^'\n]*'| *= *[^\s"'=<>`]+)?/).
getRegex(),Go=A(kr).replace("hr",Lt).replace("heading"," {0,3}#{1,6}(?:\\s|$)").replace("|lheading","").replace("|table","").replace("blockquote"," {0,3}>").replace(
"fences"," {0,3}(?:`{3,}(?=[^`\\n]*\\n)|~{3,})[^\\n]*\\n").replace("list"," {0,3}(?:[*+-]|1[.)]) ").replace("html","</?(?:tag)(?: +|\\n|/?>)|<(?:script|pre|style\
|textarea|!--)").replace("tag",Sn).getRegex(),Tl=A(/^( {0,3}> ?(paragraph|[^\n]*)(?:\n|$))+/).replace("paragraph",Go).getRegex(),Mr={blockquote:Tl,code:xl,def:_l,
fences:vl,heading:wl,hr:Lt,html:Ml,lheading:Xo,list:$l,newline:bl,paragraph:Go,table:It,text:kl},Fo=A("^ *([^\\n ].*)\\n {0,3}((?:\\| *)?:?-+:? *(?:\\| *:?-+:? *)*(\
?:\\| *)?)(?:\\n((?:(?! *\\n|hr|heading|blockquote|code|fences|list|html).*(?:\\n|$))*)\\n*|$)").replace("hr",Lt).replace("heading"," {0,3}#{1,6}(?:\\s|$)").replace(
"blockquote"," {0,3}>").replace("code","(?: {4}| {0,3}	)[^\\n]").replace("fences"," {0,3}(?:`{3,}(?=[^`\\n]*\\n)|~{3,})[^\\n]*\\n").replace("list"," {0,3}(?:[*+\
-]|1[.)]) ").replace("html","</?(?:tag)(?: +|\\n|/?>)|<(?:script|pre|style|textarea|!--)").replace("tag",Sn).getRegex(),Sl={...Mr,lheading:yl,table:Fo,paragraph:A(
kr).replace("hr",Lt).replace("heading"," {0,3}#{1,6}(?:\\s|$)").replace("|lheading","").replace("table",Fo).replace("blockquote"," {0,3}>").replace("fences"," {\
0,3}(?:`{3,}(?=[^`\\n]*\\n)|~{3,})[^\\n]*\\n").replace("list"," {0,3}(?:[*+-]|1[.)]) ").replace("html","</?(?:tag)(?: +|\\n|/?>)|<(?:script|pre|style|textarea|!-\
-)").replace("tag",Sn).getRegex()},Cl={...Mr,html:A(`^ *(?:comment *(?:\\n|\\s*$)|<(tag)[\\s\\S]+?</\\1> *(?:\\n{2,}|\\s*$)|<tag(?:"[^"]*"|'[^']*'|\\s[^'"/>\\s]*)*?/?> *\
(?:\\n{2,}|\\s*$))`).replace("comment",$r).replace(/tag/g,"(?!(?:a|em|strong|small|s|cite|q|dfn|abbr|data|time|code|var|samp|kbd|sub|sup|i|b|u|mark|ruby|rt|rp|b\
di|bdo|span|br|wbr|ins|del|img)\\b)\\w+(?!:|[^\\w\\s@]*@)\\b").getRegex(),def:/^ *\[([^\]]+)\]: *<?([^\s>]+)>?(?: +(["(][^\n]+[")]))? *(?:\n+|$)/,heading:/^(#{1,6})(.*)(?:\n+|$)/,
fences:It,lheading:/^(.+?)\n {0,3}(=+|-+) *(?:\n+|$)/,paragraph:A(kr).replace("hr",Lt).replace("heading",` *#{1,6} *[^
]`).replace("lheading",Xo).replace("|table","").replace("blockquote"," {0,3}>").replace("|fences","").replace("|list","").replace("|html","").replace("|tag","").
getRegex()},Nl=/^\\([!"#$%&'()*+,\-./:;<=>?@\[\]\\^_`{|}~])/,Rl=/^(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/,Zo=/^( {2,}|\\)\n(?!\s*$)/,Pl=/^(`+|[^`])(?:(?= {2,}\n)|[\s\S]*?(?:(?=[\\<!\[`*_]|\b_|$)|[^ ](?= {2,}\n)))/,
Cn=/[\p{P}\p{S}]/u,Tr=/[\s\p{P}\p{S}]/u,Qo=/[^\s\p{P}\p{S}]/u,Al=A(/^((?![*_])punctSpace)/,"u").replace(/punctSpace/g,Tr).getRegex(),Yo=/(?!~)[\p{P}\p{S}]/u,El=/(?!~)[\s\p{P}\p{S}]/u,
Il=/(?:[^\s\p{P}\p{S}]|~)/u,Ll=/\[[^[\]]*?\]\((?:\\.|[^\\\(\)]|\((?:\\.|[^\\\(\)])*\))*\)|`[^`]*?`|<[^<>]*?>/g,Jo=/^(?:\*+(?:((?!\*)punct)|[^\s*]))|^_+(?:((?!_)punct)|([^\s_]))/,
zl=A(Jo,"u").replace(/punct/g,Cn).getRegex(),Dl=A(Jo,"u").replace(/punct/g,Yo).getRegex(),Ko="^[^_*]*?__[^_*]*?\\*[^_*]*?(?=__)|[^*]+(?=[^*])|(?!\\*)punct(\\*+)(?=\
[\\s]|$)|notPunctSpace(\\*+)(?!\\*)(?=punctSpace|$)|(?!\\*)punctSpace(\\*+)(?=notPunctSpace)|[\\s](\\*+)(?!\\*)(?=punct)|(?!\\*)punct(\\*+)(?!\\*)(?=punct)|notPunctSpace(\\\
*+)(?=notPunctSpace)",Ol=A(Ko,"gu").replace(/notPunctSpace/g,Qo).replace(/punctSpace/g,Tr).replace(/punct/g,Cn).getRegex(),ql=A(Ko,"gu").replace(/notPunctSpace/g,
Il).replace(/punctSpace/g,El).replace(/punct/g,Yo).getRegex(),Fl=A("^[^_*]*?\\*\\*[^_*]*?_[^_*]*?(?=\\*\\*)|[^_]+(?=[^_])|(?!_)punct(_+)(?=[\\s]|$)|notPunctSpace(_+)\
(?!_)(?=punctSpace|$)|(?!_)punctSpace(_+)(?=notPunctSpace)|[\\s](_+)(?!_)(?=punct)|(?!_)punct(_+)(?!_)(?=punct)","gu").replace(/notPunctSpace/g,Qo).replace(/punctSpace/g,
Tr).replace(/punct/g,Cn).getRegex(),Bl=A(/\\(punct)/,"gu").replace(/punct/g,Cn).getRegex(),Vl=A(/^<(scheme:[^\s\x00-\x1f<>]*|email)>/).replace("scheme",/[a-zA-Z][a-zA-Z0-9+.-]{1,31}/).
replace("email",/[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+(@)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+(?![-_])/).
getRegex(),Hl=A($r).replace("(?:-->|$)","-->").getRegex(),jl=A("^comment|^</[a-zA-Z][\\w:-]*\\s*>|^<[a-zA-Z][\\w-]*(?:attribute)*?\\s*/?>|^<\\?[\\s\\S]*?\\?>|^<![a-zA-Z\
]+\\s[\\s\\S]*?>|^<!\\[CDATA\\[[\\s\\S]*?\\]\\]>").replace("comment",Hl).replace("attribute",/\s+[a-zA-Z:_][\w.:-]*(?:\s*=\s*"[^"]*"|\s*=\s*'[^']*'|\s*=\s*[^\s"'=<>`]+)?/).
getRegex(),$n=/(?:\[(?:\\.|[^\[\]\\])*\]|\\.|`[^`]*`|[^\[\]\\`])*?/,Wl=A(/^!?\[(label)\]\(\s*(href)(?:(?:[ \t]*(?:\n[ \t]*)?)(title))?\s*\)/).replace("label",$n).
replace("href",/<(?:\\.|[^\n<>\\])+>|[^ \t\n\x00-\x1f]*/).replace("title",/"(?:\\"?|[^"\\])*"|'(?:\\'?|[^'\\])*'|\((?:\\\)?|[^)\\])*\)/).getRegex(),ea=A(/^!?\[(label)\]\[(ref)\]/).
replace("label",$n).replace("ref",_r).getRegex(),ta=A(/^!?\[(ref)\](?:\[\])?/).replace("ref",_r).getRegex(),Ul=A("reflink|nolink(?!\\()","g").replace("reflink",
ea).replace("nolink",ta).getRegex(),Sr={_backpedal:It,anyPunctuation:Bl,autolink:Vl,blockSkip:Ll,br:Zo,code:Rl,del:It,emStrongLDelim:zl,emStrongRDelimAst:Ol,emStrongRDelimUnd:Fl,
escape:Nl,link:Wl,nolink:ta,punctuation:Al,reflink:ea,reflinkSearch:Ul,tag:jl,text:Pl,url:It},Xl={...Sr,link:A(/^!?\[(label)\]\((.*?)\)/).replace("label",$n).getRegex(),
reflink:A(/^!?\[(label)\]\s*\[([^\]]*)\]/).replace("label",$n).getRegex()},br={...Sr,emStrongRDelimAst:ql,emStrongLDelim:Dl,url:A(/^((?:ftp|https?):\/\/|www\.)(?:[a-zA-Z0-9\-]+\.?)+[^\s<]*|^email/,
"i").replace("email",/[A-Za-z0-9._+-]+(@)[a-zA-Z0-9-_]+(?:\.[a-zA-Z0-9-_]*[a-zA-Z0-9])+(?![-_])/).getRegex(),_backpedal:/(?:[^?!.,:;*_'"~()&]+|\([^)]*\)|&(?![a-zA-Z0-9]+;$)|[?!.,:;*_'"~)]+(?!$))+/,
del:/^(~~?)(?=[^\s~])((?:\\.|[^\\])*?(?:\\.|[^\s~\\]))\1(?=[^~]|$)/,text:/^([`~]+|[^`~])(?:(?= {2,}\n)|(?=[a-zA-Z0-9.!#$%&'*+\/=?_`{\|}~-]+@)|[\s\S]*?(?:(?=[\\<!\[`*~_]|\b_|https?:\/\/|ftp:\/\/|www\.|$)|[^ ](?= {2,}\n)|[^a-zA-Z0-9.!#$%&'*+\/=?_`{\|}~-](?=[a-zA-Z0-9.!#$%&'*+\/=?_`{\|}~-]+@)))/},
Gl={...br,br:A(Zo).replace("{2,}","*").getRegex(),text:A(br.text).replace("\\b_","\\b_| {2,}\\n").replace(/\{2,\}/g,"*").getRegex()},kn={normal:Mr,gfm:Sl,pedantic:Cl},
At={normal:Sr,gfm:br,breaks:Gl,pedantic:Xl},Zl={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&#39;"},Bo=e=>Zl[e];function $e(e,t){if(t){if(J.escapeTest.test(
e))return e.replace(J.escapeReplace,Bo)}else if(J.escapeTestNoEncode.test(e))return e.replace(J.escapeReplaceNoEncode,Bo);return e}function Vo(e){try{e=encodeURI(
e).replace(J.percentDecode,"%")}catch{return null}return e}function Ho(e,t){let n=e.replace(J.findPipe,(o,s,l)=>{let u=!1,c=s;for(;--c>=0&&l[c]==="\\";)u=!u;return u?
"|":" |"}),r=n.split(J.splitPipe),i=0;if(r[0].trim()||r.shift(),r.length>0&&!r.at(-1)?.trim()&&r.pop(),t)if(r.length>t)r.splice(t);else for(;r.length<t;)r.push(
"");for(;i<r.length;i++)r[i]=r[i].trim().replace(J.slashPipe,"|");return r}function Et(e,t,n){let r=e.length;if(r===0)return"";let i=0;for(;i<r;){let o=e.charAt(
r-i-1);if(o===t&&!n)i++;else if(o!==t&&n)i++;else break}return e.slice(0,r-i)}function Ql(e,t){if(e.indexOf(t[1])===-1)return-1;let n=0;for(let r=0;r<e.length;r++)
if(e[r]==="\\")r++;else if(e[r]===t[0])n++;else if(e[r]===t[1]&&(n--,n<0))return r;return n>0?-2:-1}function jo(e,t,n,r,i){let o=t.href,s=t.title||null,l=e[1].replace(
i.other.outputLinkReplace,"$1");r.state.inLink=!0;let u={type:e[0].charAt(0)==="!"?"image":"link",raw:n,href:o,title:s,text:l,tokens:r.inlineTokens(l)};return r.
state.inLink=!1,u}function Yl(e,t,n){let r=e.match(n.other.indentCodeCompensation);if(r===null)return t;let i=r[1];return t.split(`
`).map(o=>{let s=o.match(n.other.beginningSpace);if(s===null)return o;let[l]=s;return l.length>=i.length?o.slice(i.length):o}).join(`
`)}var Mn=class{options;rules;lexer;constructor(e){this.options=e||it}space(e){let t=this.rules.block.newline.exec(e);if(t&&t[0].length>0)return{type:"space",raw:t[0]}}code(e){
let t=this.rules.block.code.exec(e);if(t){let n=t[0].replace(this.rules.other.codeRemoveIndent,"");return{type:"code",raw:t[0],codeBlockStyle:"indented",text:this.
options.pedantic?n:Et(n,`
`)}}}fences(e){let t=this.rules.block.fences.exec(e);if(t){let n=t[0],r=Yl(n,t[3]||"",this.rules);return{type:"code",raw:n,lang:t[2]?t[2].trim().replace(this.rules.
inline.anyPunctuation,"$1"):t[2],text:r}}}heading(e){let t=this.rules.block.heading.exec(e);if(t){let n=t[2].trim();if(this.rules.other.endingHash.test(n)){let r=Et(
n,"#");(this.options.pedantic||!r||this.rules.other.endingSpaceChar.test(r))&&(n=r.trim())}return{type:"heading",raw:t[0],depth:t[1].length,text:n,tokens:this.lexer.
inline(n)}}}hr(e){let t=this.rules.block.hr.exec(e);if(t)return{type:"hr",raw:Et(t[0],`
`)}}blockquote(e){let t=this.rules.block.blockquote.exec(e);if(t){let n=Et(t[0],`
`).split(`
`),r="",i="",o=[];for(;n.length>0;){let s=!1,l=[],u;for(u=0;u<n.length;u++)if(this.rules.other.blockquoteStart.test(n[u]))l.push(n[u]),s=!0;else if(!s)l.push(n[u]);else
break;n=n.slice(u);let c=l.join(`
`),f=c.replace(this.rules.other.blockquoteSetextReplace,`
    $1`).replace(this.rules.other.blockquoteSetextReplace2,"");r=r?`${r}
${c}`:c,i=i?`${i}
${f}`:f;let m=this.lexer.state.top;if(this.lexer.state.top=!0,this.lexer.blockTokens(f,o,!0),this.lexer.state.top=m,n.length===0)break;let h=o.at(-1);if(h?.type===
"code")break;if(h?.type==="blockquote"){let d=h,p=d.raw+`
`+n.join(`
`),g=this.blockquote(p);o[o.length-1]=g,r=r.substring(0,r.length-d.raw.length)+g.raw,i=i.substring(0,i.length-d.text.length)+g.text;break}else if(h?.type==="lis\
t"){let d=h,p=d.raw+`
`+n.join(`
`),g=this.list(p);o[o.length-1]=g,r=r.substring(0,r.length-h.raw.length)+g.raw,i=i.substring(0,i.length-d.raw.length)+g.raw,n=p.substring(o.at(-1).raw.length).split(
`
`);continue}}return{type:"blockquote",raw:r,tokens:o,text:i}}}list(e){let t=this.rules.block.list.exec(e);if(t){let n=t[1].trim(),r=n.length>1,i={type:"list",raw:"",
ordered:r,start:r?+n.slice(0,-1):"",loose:!1,items:[]};n=r?`\\d{1,9}\\${n.slice(-1)}`:`\\${n}`,this.options.pedantic&&(n=r?n:"[*+-]");let o=this.rules.other.listItemRegex(
n),s=!1;for(;e;){let u=!1,c="",f="";if(!(t=o.exec(e))||this.rules.block.hr.test(e))break;c=t[0],e=e.substring(c.length);let m=t[2].split(`
`,1)[0].replace(this.rules.other.listReplaceTabs,v=>" ".repeat(3*v.length)),h=e.split(`
`,1)[0],d=!m.trim(),p=0;if(this.options.pedantic?(p=2,f=m.trimStart()):d?p=t[1].length+1:(p=t[2].search(this.rules.other.nonSpaceChar),p=p>4?1:p,f=m.slice(p),p+=
t[1].length),d&&this.rules.other.blankLine.test(h)&&(c+=h+`
`,e=e.substring(h.length+1),u=!0),!u){let v=this.rules.other.nextBulletRegex(p),w=this.rules.other.hrRegex(p),T=this.rules.other.fencesBeginRegex(p),_=this.rules.
other.headingBeginRegex(p),j=this.rules.other.htmlBeginRegex(p);for(;e;){let O=e.split(`
`,1)[0],V;if(h=O,this.options.pedantic?(h=h.replace(this.rules.other.listReplaceNesting,"  "),V=h):V=h.replace(this.rules.other.tabCharGlobal,"    "),T.test(h)||
_.test(h)||j.test(h)||v.test(h)||w.test(h))break;if(V.search(this.rules.other.nonSpaceChar)>=p||!h.trim())f+=`
`+V.slice(p);else{if(d||m.replace(this.rules.other.tabCharGlobal,"    ").search(this.rules.other.nonSpaceChar)>=4||T.test(m)||_.test(m)||w.test(m))break;f+=`
`+h}!d&&!h.trim()&&(d=!0),c+=O+`
`,e=e.substring(O.length+1),m=V.slice(p)}}i.loose||(s?i.loose=!0:this.rules.other.doubleBlankLine.test(c)&&(s=!0));let g=null,x;this.options.gfm&&(g=this.rules.
other.listIsTask.exec(f),g&&(x=g[0]!=="[ ] ",f=f.replace(this.rules.other.listReplaceTask,""))),i.items.push({type:"list_item",raw:c,task:!!g,checked:x,loose:!1,
text:f,tokens:[]}),i.raw+=c}let l=i.items.at(-1);if(l)l.raw=l.raw.trimEnd(),l.text=l.text.trimEnd();else return;i.raw=i.raw.trimEnd();for(let u=0;u<i.items.length;u++)
if(this.lexer.state.top=!1,i.items[u].tokens=this.lexer.blockTokens(i.items[u].text,[]),!i.loose){let c=i.items[u].tokens.filter(m=>m.type==="space"),f=c.length>
0&&c.some(m=>this.rules.other.anyLine.test(m.raw));i.loose=f}if(i.loose)for(let u=0;u<i.items.length;u++)i.items[u].loose=!0;return i}}html(e){let t=this.rules.
block.html.exec(e);if(t)return{type:"html",block:!0,raw:t[0],pre:t[1]==="pre"||t[1]==="script"||t[1]==="style",text:t[0]}}def(e){let t=this.rules.block.def.exec(
e);if(t){let n=t[1].toLowerCase().replace(this.rules.other.multipleSpaceGlobal," "),r=t[2]?t[2].replace(this.rules.other.hrefBrackets,"$1").replace(this.rules.inline.
anyPunctuation,"$1"):"",i=t[3]?t[3].substring(1,t[3].length-1).replace(this.rules.inline.anyPunctuation,"$1"):t[3];return{type:"def",tag:n,raw:t[0],href:r,title:i}}}table(e){
let t=this.rules.block.table.exec(e);if(!t||!this.rules.other.tableDelimiter.test(t[2]))return;let n=Ho(t[1]),r=t[2].replace(this.rules.other.tableAlignChars,"").
split("|"),i=t[3]?.trim()?t[3].replace(this.rules.other.tableRowBlankLine,"").split(`
`):[],o={type:"table",raw:t[0],header:[],align:[],rows:[]};if(n.length===r.length){for(let s of r)this.rules.other.tableAlignRight.test(s)?o.align.push("right"):
this.rules.other.tableAlignCenter.test(s)?o.align.push("center"):this.rules.other.tableAlignLeft.test(s)?o.align.push("left"):o.align.push(null);for(let s=0;s<n.
length;s++)o.header.push({text:n[s],tokens:this.lexer.inline(n[s]),header:!0,align:o.align[s]});for(let s of i)o.rows.push(Ho(s,o.header.length).map((l,u)=>({text:l,
tokens:this.lexer.inline(l),header:!1,align:o.align[u]})));return o}}lheading(e){let t=this.rules.block.lheading.exec(e);if(t)return{type:"heading",raw:t[0],depth:t[2].
charAt(0)==="="?1:2,text:t[1],tokens:this.lexer.inline(t[1])}}paragraph(e){let t=this.rules.block.paragraph.exec(e);if(t){let n=t[1].charAt(t[1].length-1)===`
`?t[1].slice(0,-1):t[1];return{type:"paragraph",raw:t[0],text:n,tokens:this.lexer.inline(n)}}}text(e){let t=this.rules.block.text.exec(e);if(t)return{type:"text",
raw:t[0],text:t[0],tokens:this.lexer.inline(t[0])}}escape(e){let t=this.rules.inline.escape.exec(e);if(t)return{type:"escape",raw:t[0],text:t[1]}}tag(e){let t=this.
rules.inline.tag.exec(e);if(t)return!this.lexer.state.inLink&&this.rules.other.startATag.test(t[0])?this.lexer.state.inLink=!0:this.lexer.state.inLink&&this.rules.
other.endATag.test(t[0])&&(this.lexer.state.inLink=!1),!this.lexer.state.inRawBlock&&this.rules.other.startPreScriptTag.test(t[0])?this.lexer.state.inRawBlock=!0:
this.lexer.state.inRawBlock&&this.rules.other.endPreScriptTag.test(t[0])&&(this.lexer.state.inRawBlock=!1),{type:"html",raw:t[0],inLink:this.lexer.state.inLink,
inRawBlock:this.lexer.state.inRawBlock,block:!1,text:t[0]}}link(e){let t=this.rules.inline.link.exec(e);if(t){let n=t[2].trim();if(!this.options.pedantic&&this.
rules.other.startAngleBracket.test(n)){if(!this.rules.other.endAngleBracket.test(n))return;let o=Et(n.slice(0,-1),"\\");if((n.length-o.length)%2===0)return}else{
let o=Ql(t[2],"()");if(o===-2)return;if(o>-1){let l=(t[0].indexOf("!")===0?5:4)+t[1].length+o;t[2]=t[2].substring(0,o),t[0]=t[0].substring(0,l).trim(),t[3]=""}}
let r=t[2],i="";if(this.options.pedantic){let o=this.rules.other.pedanticHrefTitle.exec(r);o&&(r=o[1],i=o[3])}else i=t[3]?t[3].slice(1,-1):"";return r=r.trim(),
this.rules.other.startAngleBracket.test(r)&&(this.options.pedantic&&!this.rules.other.endAngleBracket.test(n)?r=r.slice(1):r=r.slice(1,-1)),jo(t,{href:r&&r.replace(
this.rules.inline.anyPunctuation,"$1"),title:i&&i.replace(this.rules.inline.anyPunctuation,"$1")},t[0],this.lexer,this.rules)}}reflink(e,t){let n;if((n=this.rules.
inline.reflink.exec(e))||(n=this.rules.inline.nolink.exec(e))){let r=(n[2]||n[1]).replace(this.rules.other.multipleSpaceGlobal," "),i=t[r.toLowerCase()];if(!i){
let o=n[0].charAt(0);return{type:"text",raw:o,text:o}}return jo(n,i,n[0],this.lexer,this.rules)}}emStrong(e,t,n=""){let r=this.rules.inline.emStrongLDelim.exec(
e);if(!r||r[3]&&n.match(this.rules.other.unicodeAlphaNumeric))return;if(!(r[1]||r[2]||"")||!n||this.rules.inline.punctuation.exec(n)){let o=[...r[0]].length-1,s,
l,u=o,c=0,f=r[0][0]==="*"?this.rules.inline.emStrongRDelimAst:this.rules.inline.emStrongRDelimUnd;for(f.lastIndex=0,t=t.slice(-1*e.length+o);(r=f.exec(t))!=null;){
if(s=r[1]||r[2]||r[3]||r[4]||r[5]||r[6],!s)continue;if(l=[...s].length,r[3]||r[4]){u+=l;continue}else if((r[5]||r[6])&&o%3&&!((o+l)%3)){c+=l;continue}if(u-=l,u>
0)continue;l=Math.min(l,l+u+c);let m=[...r[0]][0].length,h=e.slice(0,o+r.index+m+l);if(Math.min(o,l)%2){let p=h.slice(1,-1);return{type:"em",raw:h,text:p,tokens:this.
lexer.inlineTokens(p)}}let d=h.slice(2,-2);return{type:"strong",raw:h,text:d,tokens:this.lexer.inlineTokens(d)}}}}codespan(e){let t=this.rules.inline.code.exec(
e);if(t){let n=t[2].replace(this.rules.other.newLineCharGlobal," "),r=this.rules.other.nonSpaceChar.test(n),i=this.rules.other.startingSpaceChar.test(n)&&this.rules.
other.endingSpaceChar.test(n);return r&&i&&(n=n.substring(1,n.length-1)),{type:"codespan",raw:t[0],text:n}}}br(e){let t=this.rules.inline.br.exec(e);if(t)return{
type:"br",raw:t[0]}}del(e){let t=this.rules.inline.del.exec(e);if(t)return{type:"del",raw:t[0],text:t[2],tokens:this.lexer.inlineTokens(t[2])}}autolink(e){let t=this.
rules.inline.autolink.exec(e);if(t){let n,r;return t[2]==="@"?(n=t[1],r="mailto:"+n):(n=t[1],r=n),{type:"link",raw:t[0],text:n,href:r,tokens:[{type:"text",raw:n,
text:n}]}}}url(e){let t;if(t=this.rules.inline.url.exec(e)){let n,r;if(t[2]==="@")n=t[0],r="mailto:"+n;else{let i;do i=t[0],t[0]=this.rules.inline._backpedal.exec(
t[0])?.[0]??"";while(i!==t[0]);n=t[0],t[1]==="www."?r="http://"+t[0]:r=t[0]}return{type:"link",raw:t[0],text:n,href:r,tokens:[{type:"text",raw:n,text:n}]}}}inlineText(e){
let t=this.rules.inline.text.exec(e);if(t){let n=this.lexer.state.inRawBlock;return{type:"text",raw:t[0],text:t[0],escaped:n}}}},Ae=class xr{tokens;options;state;tokenizer;inlineQueue;constructor(t){
this.tokens=[],this.tokens.links=Object.create(null),this.options=t||it,this.options.tokenizer=this.options.tokenizer||new Mn,this.tokenizer=this.options.tokenizer,
this.tokenizer.options=this.options,this.tokenizer.lexer=this,this.inlineQueue=[],this.state={inLink:!1,inRawBlock:!1,top:!0};let n={other:J,block:kn.normal,inline:At.
normal};this.options.pedantic?(n.block=kn.pedantic,n.inline=At.pedantic):this.options.gfm&&(n.block=kn.gfm,this.options.breaks?n.inline=At.breaks:n.inline=At.gfm),
this.tokenizer.rules=n}static get rules(){return{block:kn,inline:At}}static lex(t,n){return new xr(n).lex(t)}static lexInline(t,n){return new xr(n).inlineTokens(
t)}lex(t){t=t.replace(J.carriageReturn,`
`),this.blockTokens(t,this.tokens);for(let n=0;n<this.inlineQueue.length;n++){let r=this.inlineQueue[n];this.inlineTokens(r.src,r.tokens)}return this.inlineQueue=
[],this.tokens}blockTokens(t,n=[],r=!1){for(this.options.pedantic&&(t=t.replace(J.tabCharGlobal,"    ").replace(J.spaceLine,""));t;){let i;if(this.options.extensions?.
block?.some(s=>(i=s.call({lexer:this},t,n))?(t=t.substring(i.raw.length),n.push(i),!0):!1))continue;if(i=this.tokenizer.space(t)){t=t.substring(i.raw.length);let s=n.
at(-1);i.raw.length===1&&s!==void 0?s.raw+=`
`:n.push(i);continue}if(i=this.tokenizer.code(t)){t=t.substring(i.raw.length);let s=n.at(-1);s?.type==="paragraph"||s?.type==="text"?(s.raw+=`
`+i.raw,s.text+=`
`+i.text,this.inlineQueue.at(-1).src=s.text):n.push(i);continue}if(i=this.tokenizer.fences(t)){t=t.substring(i.raw.length),n.push(i);continue}if(i=this.tokenizer.
heading(t)){t=t.substring(i.raw.length),n.push(i);continue}if(i=this.tokenizer.hr(t)){t=t.substring(i.raw.length),n.push(i);continue}if(i=this.tokenizer.blockquote(
t)){t=t.substring(i.raw.length),n.push(i);continue}if(i=this.tokenizer.list(t)){t=t.substring(i.raw.length),n.push(i);continue}if(i=this.tokenizer.html(t)){t=t.
substring(i.raw.length),n.push(i);continue}if(i=this.tokenizer.def(t)){t=t.substring(i.raw.length);let s=n.at(-1);s?.type==="paragraph"||s?.type==="text"?(s.raw+=
`
`+i.raw,s.text+=`
`+i.raw,this.inlineQueue.at(-1).src=s.text):this.tokens.links[i.tag]||(this.tokens.links[i.tag]={href:i.href,title:i.title});continue}if(i=this.tokenizer.table(
t)){t=t.substring(i.raw.length),n.push(i);continue}if(i=this.tokenizer.lheading(t)){t=t.substring(i.raw.length),n.push(i);continue}let o=t;if(this.options.extensions?.
startBlock){let s=1/0,l=t.slice(1),u;this.options.extensions.startBlock.forEach(c=>{u=c.call({lexer:this},l),typeof u=="number"&&u>=0&&(s=Math.min(s,u))}),s<1/0&&
s>=0&&(o=t.substring(0,s+1))}if(this.state.top&&(i=this.tokenizer.paragraph(o))){let s=n.at(-1);r&&s?.type==="paragraph"?(s.raw+=`
`+i.raw,s.text+=`
`+i.text,this.inlineQueue.pop(),this.inlineQueue.at(-1).src=s.text):n.push(i),r=o.length!==t.length,t=t.substring(i.raw.length);continue}if(i=this.tokenizer.text(
t)){t=t.substring(i.raw.length);let s=n.at(-1);s?.type==="text"?(s.raw+=`
`+i.raw,s.text+=`
`+i.text,this.inlineQueue.pop(),this.inlineQueue.at(-1).src=s.text):n.push(i);continue}if(t){let s="Infinite loop on byte: "+t.charCodeAt(0);if(this.options.silent){
console.error(s);break}else throw new Error(s)}}return this.state.top=!0,n}inline(t,n=[]){return this.inlineQueue.push({src:t,tokens:n}),n}inlineTokens(t,n=[]){
let r=t,i=null;if(this.tokens.links){let l=Object.keys(this.tokens.links);if(l.length>0)for(;(i=this.tokenizer.rules.inline.reflinkSearch.exec(r))!=null;)l.includes(
i[0].slice(i[0].lastIndexOf("[")+1,-1))&&(r=r.slice(0,i.index)+"["+"a".repeat(i[0].length-2)+"]"+r.slice(this.tokenizer.rules.inline.reflinkSearch.lastIndex))}for(;(i=
this.tokenizer.rules.inline.anyPunctuation.exec(r))!=null;)r=r.slice(0,i.index)+"++"+r.slice(this.tokenizer.rules.inline.anyPunctuation.lastIndex);for(;(i=this.
tokenizer.rules.inline.blockSkip.exec(r))!=null;)r=r.slice(0,i.index)+"["+"a".repeat(i[0].length-2)+"]"+r.slice(this.tokenizer.rules.inline.blockSkip.lastIndex);
let o=!1,s="";for(;t;){o||(s=""),o=!1;let l;if(this.options.extensions?.inline?.some(c=>(l=c.call({lexer:this},t,n))?(t=t.substring(l.raw.length),n.push(l),!0):
!1))continue;if(l=this.tokenizer.escape(t)){t=t.substring(l.raw.length),n.push(l);continue}if(l=this.tokenizer.tag(t)){t=t.substring(l.raw.length),n.push(l);continue}
if(l=this.tokenizer.link(t)){t=t.substring(l.raw.length),n.push(l);continue}if(l=this.tokenizer.reflink(t,this.tokens.links)){t=t.substring(l.raw.length);let c=n.
at(-1);l.type==="text"&&c?.type==="text"?(c.raw+=l.raw,c.text+=l.text):n.push(l);continue}if(l=this.tokenizer.emStrong(t,r,s)){t=t.substring(l.raw.length),n.push(
l);continue}if(l=this.tokenizer.codespan(t)){t=t.substring(l.raw.length),n.push(l);continue}if(l=this.tokenizer.br(t)){t=t.substring(l.raw.length),n.push(l);continue}
if(l=this.tokenizer.del(t)){t=t.substring(l.raw.length),n.push(l);continue}if(l=this.tokenizer.autolink(t)){t=t.substring(l.raw.length),n.push(l);continue}if(!this.
state.inLink&&(l=this.tokenizer.url(t))){t=t.substring(l.raw.length),n.push(l);continue}let u=t;if(this.options.extensions?.startInline){let c=1/0,f=t.slice(1),
m;this.options.extensions.startInline.forEach(h=>{m=h.call({lexer:this},f),typeof m=="number"&&m>=0&&(c=Math.min(c,m))}),c<1/0&&c>=0&&(u=t.substring(0,c+1))}if(l=
this.tokenizer.inlineText(u)){t=t.substring(l.raw.length),l.raw.slice(-1)!=="_"&&(s=l.raw.slice(-1)),o=!0;let c=n.at(-1);c?.type==="text"?(c.raw+=l.raw,c.text+=
l.text):n.push(l);continue}if(t){let c="Infinite loop on byte: "+t.charCodeAt(0);if(this.options.silent){console.error(c);break}else throw new Error(c)}}return n}},
Tn=class{options;parser;constructor(e){this.options=e||it}space(e){return""}code({text:e,lang:t,escaped:n}){let r=(t||"").match(J.notSpaceStart)?.[0],i=e.replace(
J.endingNewline,"")+`
`;return r?'<pre><code class="language-'+$e(r)+'">'+(n?i:$e(i,!0))+`</code></pre>
`:"<pre><code>"+(n?i:$e(i,!0))+`</code></pre>
`}blockquote({tokens:e}){return`<blockquote>
${this.parser.parse(e)}</blockquote>
`}html({text:e}){return e}heading({tokens:e,depth:t}){return`<h${t}>${this.parser.parseInline(e)}</h${t}>
`}hr(e){return`<hr>
`}list(e){let t=e.ordered,n=e.start,r="";for(let s=0;s<e.items.length;s++){let l=e.items[s];r+=this.listitem(l)}let i=t?"ol":"ul",o=t&&n!==1?' start="'+n+'"':"";
return"<"+i+o+`>
`+r+"</"+i+`>
`}listitem(e){let t="";if(e.task){let n=this.checkbox({checked:!!e.checked});e.loose?e.tokens[0]?.type==="paragraph"?(e.tokens[0].text=n+" "+e.tokens[0].text,e.
tokens[0].tokens&&e.tokens[0].tokens.length>0&&e.tokens[0].tokens[0].type==="text"&&(e.tokens[0].tokens[0].text=n+" "+$e(e.tokens[0].tokens[0].text),e.tokens[0].
tokens[0].escaped=!0)):e.tokens.unshift({type:"text",raw:n+" ",text:n+" ",escaped:!0}):t+=n+" "}return t+=this.parser.parse(e.tokens,!!e.loose),`<li>${t}</li>
`}checkbox({checked:e}){return"<input "+(e?'checked="" ':"")+'disabled="" type="checkbox">'}paragraph({tokens:e}){return`<p>${this.parser.parseInline(e)}</p>
`}table(e){let t="",n="";for(let i=0;i<e.header.length;i++)n+=this.tablecell(e.header[i]);t+=this.tablerow({text:n});let r="";for(let i=0;i<e.rows.length;i++){let o=e.
rows[i];n="";for(let s=0;s<o.length;s++)n+=this.tablecell(o[s]);r+=this.tablerow({text:n})}return r&&(r=`<tbody>${r}</tbody>`),`<table>
<thead>
`+t+`</thead>
`+r+`</table>
`}tablerow({text:e}){return`<tr>
${e}</tr>
`}tablecell(e){let t=this.parser.parseInline(e.tokens),n=e.header?"th":"td";return(e.align?`<${n} align="${e.align}">`:`<${n}>`)+t+`</${n}>
`}strong({tokens:e}){return`<strong>${this.parser.parseInline(e)}</strong>`}em({tokens:e}){return`<em>${this.parser.parseInline(e)}</em>`}codespan({text:e}){return`\
<code>${$e(e,!0)}</code>`}br(e){return"<br>"}del({tokens:e}){return`<del>${this.parser.parseInline(e)}</del>`}link({href:e,title:t,tokens:n}){let r=this.parser.
parseInline(n),i=Vo(e);if(i===null)return r;e=i;let o='<a href="'+e+'"';return t&&(o+=' title="'+$e(t)+'"'),o+=">"+r+"</a>",o}image({href:e,title:t,text:n,tokens:r}){
r&&(n=this.parser.parseInline(r,this.parser.textRenderer));let i=Vo(e);if(i===null)return $e(n);e=i;let o=`<img src="${e}" alt="${n}"`;return t&&(o+=` title="${$e(
t)}"`),o+=">",o}text(e){return"tokens"in e&&e.tokens?this.parser.parseInline(e.tokens):"escaped"in e&&e.escaped?e.text:$e(e.text)}},Cr=class{strong({text:e}){return e}em({
text:e}){return e}codespan({text:e}){return e}del({text:e}){return e}html({text:e}){return e}text({text:e}){return e}link({text:e}){return""+e}image({text:e}){return""+
e}br(){return""}},Ee=class vr{options;renderer;textRenderer;constructor(t){this.options=t||it,this.options.renderer=this.options.renderer||new Tn,this.renderer=
this.options.renderer,this.renderer.options=this.options,this.renderer.parser=this,this.textRenderer=new Cr}static parse(t,n){return new vr(n).parse(t)}static parseInline(t,n){
return new vr(n).parseInline(t)}parse(t,n=!0){let r="";for(let i=0;i<t.length;i++){let o=t[i];if(this.options.extensions?.renderers?.[o.type]){let l=o,u=this.options.
extensions.renderers[l.type].call({parser:this},l);if(u!==!1||!["space","hr","heading","code","table","blockquote","list","html","paragraph","text"].includes(l.
type)){r+=u||"";continue}}let s=o;switch(s.type){case"space":{r+=this.renderer.space(s);continue}case"hr":{r+=this.renderer.hr(s);continue}case"heading":{r+=this.
renderer.heading(s);continue}case"code":{r+=this.renderer.code(s);continue}case"table":{r+=this.renderer.table(s);continue}case"blockquote":{r+=this.renderer.blockquote(
s);continue}case"list":{r+=this.renderer.list(s);continue}case"html":{r+=this.renderer.html(s);continue}case"paragraph":{r+=this.renderer.paragraph(s);continue}case"\
text":{let l=s,u=this.renderer.text(l);for(;i+1<t.length&&t[i+1].type==="text";)l=t[++i],u+=`
`+this.renderer.text(l);n?r+=this.renderer.paragraph({type:"paragraph",raw:u,text:u,tokens:[{type:"text",raw:u,text:u,escaped:!0}]}):r+=u;continue}default:{let l='\
Token with "'+s.type+'" type was not found.';if(this.options.silent)return console.error(l),"";throw new Error(l)}}}return r}parseInline(t,n=this.renderer){let r="";
for(let i=0;i<t.length;i++){let o=t[i];if(this.options.extensions?.renderers?.[o.type]){let l=this.options.extensions.renderers[o.type].call({parser:this},o);if(l!==
!1||!["escape","html","link","image","strong","em","codespan","br","del","text"].includes(o.type)){r+=l||"";continue}}let s=o;switch(s.type){case"escape":{r+=n.
text(s);break}case"html":{r+=n.html(s);break}case"link":{r+=n.link(s);break}case"image":{r+=n.image(s);break}case"strong":{r+=n.strong(s);break}case"em":{r+=n.em(
s);break}case"codespan":{r+=n.codespan(s);break}case"br":{r+=n.br(s);break}case"del":{r+=n.del(s);break}case"text":{r+=n.text(s);break}default:{let l='Token wit\
h "'+s.type+'" type was not found.';if(this.options.silent)return console.error(l),"";throw new Error(l)}}}return r}},_n=class{options;block;constructor(e){this.
options=e||it}static passThroughHooks=new Set(["preprocess","postprocess","processAllTokens"]);preprocess(e){return e}postprocess(e){return e}processAllTokens(e){
return e}provideLexer(){return this.block?Ae.lex:Ae.lexInline}provideParser(){return this.block?Ee.parse:Ee.parseInline}},Jl=class{defaults=wr();options=this.setOptions;parse=this.
parseMarkdown(!0);parseInline=this.parseMarkdown(!1);Parser=Ee;Renderer=Tn;TextRenderer=Cr;Lexer=Ae;Tokenizer=Mn;Hooks=_n;constructor(...e){this.use(...e)}walkTokens(e,t){
let n=[];for(let r of e)switch(n=n.concat(t.call(this,r)),r.type){case"table":{let i=r;for(let o of i.header)n=n.concat(this.walkTokens(o.tokens,t));for(let o of i.
rows)for(let s of o)n=n.concat(this.walkTokens(s.tokens,t));break}case"list":{let i=r;n=n.concat(this.walkTokens(i.items,t));break}default:{let i=r;this.defaults.
extensions?.childTokens?.[i.type]?this.defaults.extensions.childTokens[i.type].forEach(o=>{let s=i[o].flat(1/0);n=n.concat(this.walkTokens(s,t))}):i.tokens&&(n=
n.concat(this.walkTokens(i.tokens,t)))}}return n}use(...e){let t=this.defaults.extensions||{renderers:{},childTokens:{}};return e.forEach(n=>{let r={...n};if(r.
async=this.defaults.async||r.async||!1,n.extensions&&(n.extensions.forEach(i=>{if(!i.name)throw new Error("extension name required");if("renderer"in i){let o=t.
renderers[i.name];o?t.renderers[i.name]=function(...s){let l=i.renderer.apply(this,s);return l===!1&&(l=o.apply(this,s)),l}:t.renderers[i.name]=i.renderer}if("t\
okenizer"in i){if(!i.level||i.level!=="block"&&i.level!=="inline")throw new Error("extension level must be 'block' or 'inline'");let o=t[i.level];o?o.unshift(i.
tokenizer):t[i.level]=[i.tokenizer],i.start&&(i.level==="block"?t.startBlock?t.startBlock.push(i.start):t.startBlock=[i.start]:i.level==="inline"&&(t.startInline?
t.startInline.push(i.start):t.startInline=[i.start]))}"childTokens"in i&&i.childTokens&&(t.childTokens[i.name]=i.childTokens)}),r.extensions=t),n.renderer){let i=this.
defaults.renderer||new Tn(this.defaults);for(let o in n.renderer){if(!(o in i))throw new Error(`renderer '${o}' does not exist`);if(["options","parser"].includes(
o))continue;let s=o,l=n.renderer[s],u=i[s];i[s]=(...c)=>{let f=l.apply(i,c);return f===!1&&(f=u.apply(i,c)),f||""}}r.renderer=i}if(n.tokenizer){let i=this.defaults.
tokenizer||new Mn(this.defaults);for(let o in n.tokenizer){if(!(o in i))throw new Error(`tokenizer '${o}' does not exist`);if(["options","rules","lexer"].includes(
o))continue;let s=o,l=n.tokenizer[s],u=i[s];i[s]=(...c)=>{let f=l.apply(i,c);return f===!1&&(f=u.apply(i,c)),f}}r.tokenizer=i}if(n.hooks){let i=this.defaults.hooks||
new _n;for(let o in n.hooks){if(!(o in i))throw new Error(`hook '${o}' does not exist`);if(["options","block"].includes(o))continue;let s=o,l=n.hooks[s],u=i[s];
_n.passThroughHooks.has(o)?i[s]=c=>{if(this.defaults.async)return Promise.resolve(l.call(i,c)).then(m=>u.call(i,m));let f=l.call(i,c);return u.call(i,f)}:i[s]=(...c)=>{
let f=l.apply(i,c);return f===!1&&(f=u.apply(i,c)),f}}r.hooks=i}if(n.walkTokens){let i=this.defaults.walkTokens,o=n.walkTokens;r.walkTokens=function(s){let l=[];
return l.push(o.call(this,s)),i&&(l=l.concat(i.call(this,s))),l}}this.defaults={...this.defaults,...r}}),this}setOptions(e){return this.defaults={...this.defaults,
...e},this}lexer(e,t){return Ae.lex(e,t??this.defaults)}parser(e,t){return Ee.parse(e,t??this.defaults)}parseMarkdown(e){return(n,r)=>{let i={...r},o={...this.defaults,
...i},s=this.onError(!!o.silent,!!o.async);if(this.defaults.async===!0&&i.async===!1)return s(new Error("marked(): The async option was set to true by an extens\
ion. Remove async: false from the parse options object to return a Promise."));if(typeof n>"u"||n===null)return s(new Error("marked(): input parameter is undefi\
ned or null"));if(typeof n!="string")return s(new Error("marked(): input parameter is of type "+Object.prototype.toString.call(n)+", string expected"));o.hooks&&
(o.hooks.options=o,o.hooks.block=e);let l=o.hooks?o.hooks.provideLexer():e?Ae.lex:Ae.lexInline,u=o.hooks?o.hooks.provideParser():e?Ee.parse:Ee.parseInline;if(o.
async)return Promise.resolve(o.hooks?o.hooks.preprocess(n):n).then(c=>l(c,o)).then(c=>o.hooks?o.hooks.processAllTokens(c):c).then(c=>o.walkTokens?Promise.all(this.
walkTokens(c,o.walkTokens)).then(()=>c):c).then(c=>u(c,o)).then(c=>o.hooks?o.hooks.postprocess(c):c).catch(s);try{o.hooks&&(n=o.hooks.preprocess(n));let c=l(n,o);
o.hooks&&(c=o.hooks.processAllTokens(c)),o.walkTokens&&this.walkTokens(c,o.walkTokens);let f=u(c,o);return o.hooks&&(f=o.hooks.postprocess(f)),f}catch(c){return s(
c)}}}onError(e,t){return n=>{if(n.message+=`
Please report this to https://github.com/markedjs/marked.`,e){let r="<p>An error occurred:</p><pre>"+$e(n.message+"",!0)+"</pre>";return t?Promise.resolve(r):r}
if(t)return Promise.reject(n);throw n}}},rt=new Jl;function P(e,t){return rt.parse(e,t)}P.options=P.setOptions=function(e){return rt.setOptions(e),P.defaults=rt.
defaults,Wo(P.defaults),P};P.getDefaults=wr;P.defaults=it;P.use=function(...e){return rt.use(...e),P.defaults=rt.defaults,Wo(P.defaults),P};P.walkTokens=function(e,t){
return rt.walkTokens(e,t)};P.parseInline=rt.parseInline;P.Parser=Ee;P.parser=Ee.parse;P.Renderer=Tn;P.TextRenderer=Cr;P.Lexer=Ae;P.lexer=Ae.lex;P.Tokenizer=Mn;P.
Hooks=_n;P.parse=P;var ed=P.options,td=P.setOptions,nd=P.use,rd=P.walkTokens,id=P.parseInline;var od=Ee.parse,ad=Ae.lex;function na(e){let t=P.lexer(e.text),n=t.findIndex(i=>i.type==="heading"&&i.depth===1),r=e.skipTitle&&n>=0?t.filter((i,o)=>o!==n):t;return a("div",{class:"prose",
children:r.map(Nr)})}function Nr(e,t){switch(e.type){case"heading":{let n=`h${Math.min(6,e.depth+1)}`;return a(n,{children:de(e.tokens)},t)}case"paragraph":return a(
"p",{children:de(e.tokens)},t);case"text":return a("span",{children:e.tokens?de(e.tokens):e.text},t);case"list":{let n=e,r=n.items.map((i,o)=>a("li",{children:i.
tokens.map(Nr)},o));return n.ordered?a("ol",{children:r},t):a("ul",{children:r},t)}case"blockquote":return a("blockquote",{children:(e.tokens??[]).map(Nr)},t);case"\
code":return a("pre",{class:"code",children:a("code",{children:e.text})},t);case"hr":return a("hr",{},t);case"table":return a(Kl,{token:e},t);case"space":case"d\
ef":return null;default:return a("p",{children:e.raw},t)}}function Kl({token:e}){let t=r=>e.align[r]==="right"?"number":"",n=e.header.some(r=>r.text.trim()!=="");
return a("div",{class:"table-scroll",role:"group","aria-label":"Table",tabIndex:0,children:a("table",{children:[n&&a("thead",{children:a("tr",{children:e.header.
map((r,i)=>a("th",{scope:"col",class:t(i),children:de(r.tokens)},i))})}),a("tbody",{children:e.rows.map((r,i)=>a("tr",{children:r.map((o,s)=>s===0?a("th",{scope:"\
row",children:de(o.tokens)},s):a("td",{class:t(s),children:de(o.tokens)},s))},i))})]})})}function de(e){return(e??[]).map((t,n)=>{switch(t.type){case"strong":return a(
"strong",{children:de(t.tokens)},n);case"em":return a("em",{children:de(t.tokens)},n);case"del":return a("del",{children:de(t.tokens)},n);case"codespan":return a(
"code",{children:t.text},n);case"br":return a("br",{},n);case"link":return/^(https?:|mailto:)/i.test(t.href)?a("a",{href:t.href,rel:"noreferrer noopener",target:"\
_blank",children:de(t.tokens)},n):a("span",{children:de(t.tokens)},n);case"escape":case"text":return"tokens"in t&&t.tokens?de(t.tokens):ec(t.text);default:return t.
raw}})}function ec(e){let t={"&amp;":"&","&lt;":"<","&gt;":">","&quot;":'"',"&#39;":"'"};return e.replace(/&(amp|lt|gt|quot|#39);/g,n=>t[n]??n)}var he={top:28,right:16,bottom:46,left:54},Nn=270;function Rr(e){let t=[...e.points].sort((o,s)=>b(o.coverage)-b(s.coverage)),n=o=>b(o[e.figure]),r=D([0,Math.max(
1e-6,...t.map(n),e.current?.value??0)*1.08],[Nn-he.bottom,he.top]).nice(4),i=[{mark:"curve",class:"one",text:"Keeping the least uncertain first"}];return e.current&&
i.push({mark:"hollow",class:"two",text:`The current rule: ${y(e.current.coverage)} kept`}),a("figure",{class:"chart",children:[a(ie,{label:`${e.name} of the cas\
es kept, against the share of cases kept. The table below holds the figures.`,height:Nn,children:o=>{let s=D([0,1],[he.left,o-he.right]),l=Ne(u=>s(b(u.coverage)),
u=>r(n(u)))(t.filter(u=>Number.isFinite(n(u))));return a(M,{children:[a(_e,{ticks:r.ticks(4).map(u=>({at:r(u),text:e.format(u)})),x:he.left,to:o-he.right,name:e.
name,top:he.top}),a(xe,{ticks:[0,.2,.4,.6,.8,1].map(u=>({at:s(u),text:`${u*100}`})),y:Nn-he.bottom,from:he.left,to:o-he.right,name:"Cases kept, %"}),a("g",{class:"\
one",children:a("path",{class:"curve",d:l??""})}),e.current&&a(M,{children:[a("line",{class:"cursor",x1:s(e.current.coverage),x2:s(e.current.coverage),y1:he.top,
y2:Nn-he.bottom}),a("g",{class:"two",children:a("circle",{class:"hollow",cx:s(e.current.coverage),cy:r(e.current.value),r:"6"})})]})]})}}),a(fe,{items:i}),a(ce,
{caption:`${e.name} by the share of cases kept`,rows:t,columns:[{head:"Kept",cell:o=>y(o.coverage),number:!0},{head:"Epistemic uncertainty up to, nats",cell:o=>Q(
o.threshold),number:!0},{head:e.name,cell:o=>e.format(n(o)),number:!0}]})]})}function ra({route:e,models:t}){let n=se(e,t),r=nt(n),i={...e,params:{...e.params,decision:""}},o=yn(n,i),s=o.data;return n?a(M,{children:[a("div",{class:"picke\
rs",children:r.data?a(gr,{route:e,models:t,cohorts:r.data.cohorts??[]}):a(we,{route:e,models:t})}),s?b(s.outcomes)===0?a(L,{title:"No outcomes in this window",children:a(
"p",{children:"Whether deferral helps can be said once outcomes come back."})}):a(tc,{c:s}):a(ne,{error:o.error,what:"the outcomes",onToken:o.refresh}),r.data&&
a(Pr,{model:r.data})]}):a(L,{title:"No model is in service",children:a("p",{children:"There is nothing to defer."})})}function tc({c:e}){let t=b(e.kept?.outcomes),
n=t/(t+b(e.deferred?.outcomes)),r=o=>Number.isFinite(n)&&Number.isFinite(o)?{coverage:n,value:o}:void 0,i=e.riskCoverage??[];return a(M,{children:[a(nc,{c:e}),i.
length>0&&a("div",{class:"columns",children:[a(R,{title:"Surprise among the kept",note:"Lower is better. A curve that falls to the left says that the members di\
sagree where the model errs.",children:a(Rr,{points:i,figure:"mixtureNll",name:"Mixture NLL, nats",format:o=>$(o,2),current:r(b(e.kept?.mixtureNll))})}),a(R,{title:"\
Wrong decisions among the kept",note:"The share of kept cases where the decision at the model’s threshold did not match the outcome.",children:a(Rr,{points:i,
figure:"error",name:"Wrong decisions, %",format:o=>$(o*100,1),current:r(b(e.kept?.error))})})]}),a(R,{title:"Kept against deferred",note:"Deferral should leave \
the harder cases to a human without spoiling the calibration of the rest.",children:a(rc,{c:e})})]})}function nc({c:e}){let t=b(e.kept?.mixtureNll),n=b(e.deferred?.
mixtureNll);if(!Number.isFinite(t)||!Number.isFinite(n))return null;let r=b(e.deferred?.outcomes)<50;return a("p",{class:"verdict-line",children:[n>t?`The defer\
red cases were harder: their outcomes surprised the model by ${$(n,2)} nats on average, those it kept by ${$(t,2)}.`:`The deferred cases were no harder than tho\
se it kept (${$(n,2)} against ${$(t,2)} nats): here the rule does not find the cases in which the model errs.`,r&&` Only ${I(e.deferred?.outcomes)} deferred cas\
es have an outcome, so this can be chance.`]})}function rc({c:e}){return a(Se,{caption:"Kept against deferred cases",rows:[{name:"Outcomes",cell:n=>I(n?.outcomes)},
{name:"Mixture NLL, nats",cell:n=>$(n?.mixtureNll,3)},{name:"Brier score",cell:n=>$(n?.brier,4)},{name:"Wrong decisions",cell:n=>y(n?.error)},{name:"ECE",cell:n=>$(
n?.ece,4)},{name:"Observed / expected",cell:n=>$(n?.observedOverExpected,2)}],columns:[{head:"Figure",cell:n=>n.name},{head:"Kept",cell:n=>n.cell(e.kept),number:!0},
{head:"Deferred",cell:n=>n.cell(e.deferred),number:!0}]})}var ic={RULE_EPISTEMIC:{text:"Epistemic uncertainty above",format:e=>`${Q(e)} nats`},RULE_INTERVAL_WIDTH:{
text:"The members’ 5 % and 95 % quantiles further apart than",format:e=>`${$(e*100,1)} percentage points`},RULE_AGREEMENT:{text:"Share of members that agree w\
ith the mean below",format:e=>y(e,0)},RULE_OUT_OF_RANGE:{text:"Readings left out as impossible more than",format:e=>$(e,0)},RULE_IMPUTED:{text:"Share of inputs \
never measured above",format:e=>y(e,0)}};function Pr({model:e}){let t=e.deferralRules??[];return a(R,{title:"The current rules",note:"An answer is deferred if a\
ny of these holds. They stand in the model’s manifest.",children:t.length===0?a("p",{class:"muted",children:"This version has none: it never defers."}):a("ul",
{class:"plain-list",children:t.map(n=>{let r=ic[n.rule];return a("li",{children:r?`${r.text} ${r.format(b(n.limit))}`:`${n.rule}: ${b(n.limit)}`},n.rule)})})})}function oa({route:e,models:t}){let n=se(e,t),r=nt(n);return n?a(M,{children:[a("div",{class:"pickers",children:a(we,{route:e,models:t})}),r.data?a(sc,{model:r.
data}):a(ne,{error:r.error,what:"the model card",onToken:r.refresh})]}):a(L,{title:"No model is in service",children:a("p",{children:"There is no card to show."})})}
var oc={auroc:"AUROC",average_nll:"Average NLL, nats",average_precision:"AUPRC (average precision)",brier:"Brier score",calibration_in_the_large:"Calibration in\
 the large",calibration_intercept:"Calibration intercept",calibration_slope:"Calibration slope",ece:"ECE",min_sensitivity_precision:"min(sensitivity, precision)",
mixture_nll:"Mixture NLL, nats",observed_over_expected:"Observed / expected"};function ia(e,t){return`${e} ${t}${e===1?"":"s"}`}function ac({components:e,samples:t,
posterior:n,seed:r}){switch(n){case"deterministic":return"1: a deterministic network";case"dropout":return`${t}: masks of dropout, seed ${r}`;case"mean_field":return`${t}\
: draws of a mean-field posterior, seed ${r}`;case"ensemble":return`${e}: the networks of an ensemble`;default:return`${e*t}: ${ia(e,"component")} with ${ia(t,"\
sample")} each, ${S(n)} posterior, seed ${r}`}}function sc({model:e}){let{summary:t}=e,n=Object.entries(e.figures??{}).sort(([s],[l])=>s.localeCompare(l)),r=Object.
entries(e.provenance??{}).sort(([s],[l])=>s.localeCompare(l)),i=s=>s.some(l=>!e.modelCard.includes(l)),o=[["Version",`${t?.version??""}, loaded ${be(t?.loadedAt)}`],
["Network",t?.network??""],["Members",ac(e)],["Classes",(e.classes??[]).map(S).join(", ")],["Inputs",`${(e.variables??[]).length} variables, ${I(e.inputWidth)} \
numbers once encoded`],["Decision threshold",e.task==="binary"?y(e.decisionThreshold,0):"none"],["Strata",(e.strata??[]).map(s=>`${S(s.name)} from ${y(s.lower,0)}`).
join(", ")||"none"],["Weights, SHA-256",t?.weightsSha256??""]];return a("div",{class:"columns wide-left",children:[a(R,{title:`${t?.model??""}, version ${t?.version??
""}`,note:e.modelCard.includes(e.description)?void 0:e.description,class:"card",children:e.modelCard?a(na,{text:e.modelCard,skipTitle:!0}):a("p",{class:"muted",
children:"This version brings no model card."})}),a("div",{class:"stack",children:[a(R,{title:"In short",children:a("dl",{class:"facts",children:o.map(([s,l])=>a(
"div",{children:[a("dt",{children:s}),a("dd",{class:s.startsWith("Weights")?"mono":"",children:l})]},s))})}),i(n.map(([,s])=>b(s).toFixed(4)))&&a(R,{title:"Held\
-out figures",note:"As the trainer measured them, before the model went into service.",children:a(Se,{caption:"Held-out figures",rows:n,columns:[{head:"Figure",
cell:([s])=>oc[s]??S(s)},{head:"Value",cell:([,s])=>$(b(s),4),number:!0}]})}),a(Pr,{model:e}),i(r.map(([,s])=>s))&&a(R,{title:"Provenance",children:a("dl",{class:"\
facts",children:r.map(([s,l])=>a("div",{children:[a("dt",{children:S(s)}),a("dd",{class:l.length>30?"mono":"",children:l})]},s))})})]})]})}var me={top:28,right:10,bottom:58,left:46},Ar=260;function lc(e){if(e.categories?.length)return e.categories.map(S);let t=(e.edges??[]).map(b);if(t.length===0)return[
"all"];let n=r=>ue(t[r]??NaN);return[`below ${n(0)}`,...t.slice(1).map((r,i)=>`${n(i)} to ${n(i+1)}`),`${n(t.length-1)} or more`]}function Er(e){let{drift:t}=e,
n=lc(t),r=(t.reference??[]).map(b),i=(t.current??[]).map(b),o=(t.edges??[]).map(b),s=(t.categories?.length??0)>0,l=D([0,Math.max(.01,...r,...i)],[Ar-me.bottom,me.
top]).nice(4),u=n.map((c,f)=>({name:c,reference:r[f],current:i[f]}));return a("figure",{class:"chart",children:[a(ie,{label:`Share of the values of ${e.name} in\
 each bin, reference and now. The table below holds the figures.`,height:Ar,children:c=>{let f=D([0,n.length],[me.left,c-me.right]),m=(f(1)-f(0))*.4,h=Math.ceil(
n.length*46/(c-me.left)),d=Ar-me.bottom,p=(g,x)=>a("rect",{class:"bar",x,width:m,y:l(g??0),height:Math.max(.5,d-l(g??0)),rx:"1"});return a(M,{children:[a(_e,{ticks:l.
ticks(4).map(g=>({at:l(g),text:`${Number((g*100).toFixed(1))}`})),x:me.left,to:c-me.right,name:"Share, %",top:me.top}),n.map((g,x)=>a("g",{children:[a("g",{class:"\
ref",children:p(r[x],f(x+.5)-m)}),a("g",{class:"one",children:p(i[x],f(x+.5))}),a("title",{children:`${g}: reference ${y(r[x])}, now ${y(i[x])}`})]},g)),a("line",
{class:"base",x1:me.left,x2:c-me.right,y1:d,y2:d}),s?n.map((g,x)=>a("text",{x:f(x+.5),y:d+17,"text-anchor":"middle",children:cc(g,(f(1)-f(0))/7)},g)):o.map((g,x)=>x%
h===0&&a("text",{x:f(x+1),y:d+17,"text-anchor":"middle",children:Number(g.toPrecision(3))},g)),a("text",{class:"axis-name",x:(me.left+c)/2,y:d+40,"text-anchor":"\
middle",children:[e.name,t.unit&&`, ${t.unit}`]})]})}}),a(fe,{items:[{mark:"bar",class:"ref",text:"Reference"},{mark:"bar",class:"one",text:"Now"}]}),a(ce,{caption:`${e.
name}: share of each bin`,rows:u,columns:[{head:t.unit?`Bin, ${t.unit}`:"Bin",cell:c=>c.name},{head:"Reference",cell:c=>y(c.reference),number:!0},{head:"Now",cell:c=>y(
c.current),number:!0}]})]})}function cc(e,t){return e.length<=t?e:`${e.slice(0,Math.max(3,Math.floor(t)-1))}…`}var uc=5e3;function aa({route:e,models:t}){let n=se(e,t),r=qe(`inputs ${JSON.stringify(n)}`,async o=>n?await Oe("inputs",{...n},o):void 0,uc),i=r.data;return n?
a(M,{children:[a("div",{class:"pickers",children:a(we,{route:e,models:t})}),i?b(i.predictions)===0?a(L,{title:"No predictions since the start",children:a("p",{children:"\
The distributions show from the first prediction on. They count this server’s own, since its start."})}):(i.inputs??[]).length===0&&!i.risk?a(L,{title:"This v\
ersion has no reference to compare with",children:a("p",{children:"Its manifest holds none: train it anew, or add one, to see drift here."})}):a(fc,{data:i,route:e}):
a(ne,{error:r.error,what:"the inputs",onToken:r.refresh})]}):a(L,{title:"No model is in service",children:a("p",{children:"There are no inputs to compare."})})}
function zt(e){let t=b(e.psi)/b(e.psiNullQ95);return Number.isFinite(t)?t:0}function fc({data:e,route:t}){let n=[...e.inputs??[]].sort((l,u)=>zt(u)-zt(l)),r=n.find(
l=>l.name===t.params.input)??n[0],i=X(null),o=l=>{ve(t,{input:l}),i.current?.scrollIntoView({block:"nearest"})},s=n.filter(l=>zt(l)>1).length;return a(M,{children:[
a(R,{title:"The mix of patients",note:`${I(e.predictions)} predictions of this server since its start, beside the model’s reference.`,children:a("dl",{class:"\
stats",children:[a(te,{label:"Expected mixture NLL",value:$(e.expectedMixtureNll,3),detail:`Nats, if the model is calibrated. Reference ${$(e.referenceMixtureNll,
3)}`}),a(te,{label:"Expected Brier score",value:$(e.expectedBrier,4),detail:`If the model is calibrated. Reference ${$(e.referenceBrier,4)}`}),a(te,{label:"Epis\
temic uncertainty",value:Q(e.meanEpistemic),detail:`Nats, mean. Reference ${Q(e.referenceEpistemic)}`}),a(te,{label:"Deferred",value:y(e.deferralRatio),detail:`\
Reference ${y(e.referenceDeferralRatio)}`})]})}),a("div",{class:"columns wide-left",children:[a(R,{title:"Inputs, the most changed first",note:`PSI measures how\
 far a distribution has moved. ${s===0?"None lies":s===1?"One lies":`${s} lie`} above the noise level, which chance alone passes for 1 input in 20. Choose a row\
 to see it.`,children:a(hc,{inputs:n,picked:r?.name,onPick:o})}),a("div",{class:"stack",ref:i,children:[r&&a(R,{title:S(r.name),children:a(Er,{drift:r,name:S(r.
name)})}),e.risk&&a(R,{title:"Predicted risk",note:`PSI ${$(e.risk.psi,4)}, noise level ${$(e.risk.psiNullQ95,4)}. The bins hold equal shares of the reference.`,
children:a(Er,{drift:{...e.risk,unit:"%",edges:(e.risk.edges??[]).map(l=>b(l)*100)},name:"Predicted risk"})})]})]})]})}var dc=15;function hc(e){let[t,n]=N(!1),r=Math.
min(16,Math.max(2,...e.inputs.map(zt))),i=e.inputs.filter((o,s)=>t||s<dc||o.name===e.picked||sa(o));return a(M,{children:[a("div",{class:"table-scroll",role:"gr\
oup","aria-label":"Inputs",tabIndex:0,children:a("table",{class:"drift",children:[a("caption",{class:"hidden",children:"Drift and missingness of every input"}),
a("thead",{children:[a("tr",{children:[a("th",{scope:"col",rowSpan:2,children:"Input"}),a("th",{scope:"col",rowSpan:2,children:"PSI, and its noise level"}),a("t\
h",{scope:"colgroup",colSpan:2,class:"group",children:"Missing"}),a("th",{scope:"colgroup",colSpan:2,class:"group",children:"Out of range"})]}),a("tr",{children:[
a("th",{scope:"col",class:"number",children:"Now"}),a("th",{scope:"col",class:"number",children:"Reference"}),a("th",{scope:"col",class:"number",children:"Now"}),
a("th",{scope:"col",class:"number",children:"Reference"})]})]}),a("tbody",{children:i.map(o=>a("tr",{"data-picked":o.name===e.picked,children:[a("th",{scope:"ro\
w",children:a("button",{type:"button",class:"row-button","aria-pressed":o.name===e.picked,onClick:()=>e.onPick(o.name),children:S(o.name)})}),a("td",{children:a(
mc,{drift:o,loudest:r})}),a("td",{class:"number",children:a(pc,{drift:o})}),a("td",{class:"number muted",children:y(o.referenceMissing)}),a("td",{class:"number",
children:y(o.outOfRange,2)}),a("td",{class:"number muted",children:y(o.referenceOutOfRange,2)})]},o.name))})]})}),i.length<e.inputs.length&&a("div",{children:a(
"button",{type:"button",class:"button small",onClick:()=>n(!0),children:["Show all ",e.inputs.length," inputs"]})})]})}function mc({drift:e,loudest:t}){let n=i=>Math.
sqrt(Math.min(1,Math.max(0,i)/t))*96,r=zt(e);return a("span",{class:"loudness","data-loud":r>1,children:[a("svg",{viewBox:"0 0 100 12",width:"100",height:"12",preserveAspectRatio:"\
none","aria-hidden":"true",children:[a("rect",{class:"track",width:"96",height:"12",rx:"2"}),a("rect",{class:"fill",width:n(r),height:"12",rx:"2"}),a("line",{x1:n(
1),x2:n(1),y1:"-1.5",y2:"13.5"})]}),$(e.psi,4),a("span",{class:"hidden",children:[", noise level ",$(e.psiNullQ95,4),r>1?", above it":""]})]})}function sa(e){return Math.
abs(b(e.missing)-b(e.referenceMissing))>.05}function pc({drift:e}){let t=b(e.missing)-b(e.referenceMissing),n=sa(e);return a("span",{class:n?"much":"",children:[
y(e.missing),n&&a("span",{"aria-hidden":"true",children:t>0?" ↑":" ↓"}),n&&a("span",{class:"hidden",children:t>0?", more than the reference":", less than th\
e reference"})]})}var Ir=120,Lr=28;function la(e){let t=e.values.filter(Number.isFinite);if(t.length<2)return null;let n=D([Math.min(0,t.length-60),t.length-1],[1,Ir-3]),r=D([0,Math.
max(...t,1e-9)*1.1],[Lr-2,2]),i=Ne((s,l)=>n(l),s=>r(s))(t)??"",o=t[t.length-1]??0;return a("svg",{class:"sparkline",viewBox:`0 0 ${Ir} ${Lr}`,width:Ir,height:Lr,
"aria-hidden":"true",children:[a("title",{children:e.label}),a("path",{d:i}),a("circle",{cx:n(t.length-1),cy:r(o),r:"2.2"})]})}var gc=300;function bc(e,t){let n=X({at:0,rates:new Map});if(t!==n.current.at){let r=new Map;for(let i of e){let o=`${i.model}@${i.version}`,s=n.current.rates.get(
o)??[];r.set(o,[...s.slice(1-gc),b(i.predictionRate)])}n.current={at:t,rates:r}}return n.current.rates}function ca({overview:e,models:t,at:n}){let r=bc(t,n);return a(
M,{children:[a(vc,{overview:e,at:n}),t.length===0?a(L,{title:"No model is in service",children:a("p",{children:"Put a version into the server’s repository; this\
 page shows it as soon as it is loaded."})}):a("div",{class:"cards",children:t.map(i=>a(wc,{m:i,rates:r.get(`${i.model}@${i.version}`)??[]},`${i.model}@${i.version}`))}),
a(yc,{})]})}var xc={sqlite:"SQLite",postgres:"PostgreSQL",none:"None"};function vc({overview:e,at:t}){let{journal:n}=e,r=n!==void 0&&n.kind!=="none"&&n.state!==
"ok",i=b(n?.droppedPredictions);return a(M,{children:[a("dl",{class:"strip","aria-label":"Server",children:[a("div",{children:[a("dt",{children:"Health"}),a("dd",
{children:e.health==="SERVING"?"Serving":"Not serving"})]}),a("div",{children:[a("dt",{children:"Started"}),a("dd",{title:be(e.startedAt),children:vn(e.startedAt,
t)})]}),a("div",{children:[a("dt",{children:"Journal"}),a("dd",{children:[xc[n?.kind??"none"]??n?.kind,n&&n.kind!=="none"&&(r?`, ${n.state}`:", ok")]})]}),a("di\
v",{children:[a("dt",{children:"Waiting to be written"}),a("dd",{children:I(n?.queued)})]}),a("div",{children:[a("dt",{children:"Dropped"}),a("dd",{children:I(n?.
droppedPredictions)})]})]}),r&&a(L,{title:`The journal is not well: ${n.state}`,tone:"bad",children:a("p",{children:n.message||"The journal’s state is in the se\
rver’s log."})}),n?.kind==="none"&&a(L,{title:"There is no journal",tone:"warn",children:a("p",{children:"Predictions are answered but not kept, so no calibra\
tion can be shown. Start the server with a journal."})}),!r&&i>0&&a(L,{title:`${I(i)} predictions were not written to the journal`,tone:"warn",children:a("p",{children:"\
They were answered. Their outcomes can still be reported by receipt."})})]})}function wc({m:e,rates:t}){let n={model:e.model,version:String(e.version)},r=b(e.predictionRate)===
0;return a(R,{title:Z(e),class:"model",children:[a("p",{class:"model-line",children:[e.network,", ",e.members," members",e.isDefault&&a("span",{class:"tag",children:"\
default version"})]}),a("div",{class:"verdict",children:[a(vi,{color:e.light?.color}),a("p",{children:e.light?.reason||"The server gave no reason."})]}),a("dl",
{class:"grid",children:[a("div",{class:"wide",children:[a("dt",{children:"Predictions a second"}),a("dd",{class:"big",children:[$(e.predictionRate,b(e.predictionRate)<
10?2:0),a(la,{values:t,label:"Predictions a second since this page was opened"})]})]}),a("div",{children:[a("dt",{children:"Latency, median"}),a("dd",{children:r?
"–":hr(e.latencyMedian)})]}),a("div",{children:[a("dt",{children:"Latency, 99 %"}),a("dd",{children:r?"–":hr(e.latencyQ99)})]}),a("div",{children:[a("dt",{children:"\
Deferred"}),a("dd",{children:r?"–":y(e.deferralRatio)})]}),a("div",{children:[a("dt",{children:"Errors"}),a("dd",{children:y(e.errorRatio,2)})]}),a("div",{children:[
a("dt",{children:"Predictions in all"}),a("dd",{children:I(e.predictions)})]}),a("div",{children:[a("dt",{children:"Outcomes in all"}),a("dd",{children:I(e.outcomes)})]})]}),
a("p",{class:"links",children:[a("a",{href:Be("calibration",n),children:"Calibration"}),a("a",{href:Be("try",n),children:"Try a prediction"}),a("a",{href:Be("in\
puts",n),children:"Inputs"}),a("a",{href:Be("card",n),children:"Model card"})]})]})}function yc(){return a(R,{title:"How to read this page",class:"guide",children:[
a("p",{children:"The light speaks of calibration alone: of many patients given a risk of 20 %, about 20 in 100 should have the event. The sentence beside each l\
ight is the rule that gave it, with its numbers."}),a("p",{children:"Rates, latency, deferral and errors are those of the last five minutes; totals count from t\
he start. Latency and errors are of single calls, not of streams, and a wrong request is no error of the server's. All are of this server alone. Where several r\
eplicas run, Prometheus adds them up."})]})}var ua=10,fa=10,Dt=8,da=13;function kc(e,t){let n=e.map((o,s)=>s).sort((o,s)=>(e[o]??0)-(e[s]??0)),r=[],i=new Array(e.length).fill(0);for(let o of n){let s=e[o]??
0,l=r.findIndex(u=>s-u>=t);l<0&&(l=r.length),r[l]=s,i[o]=l}return i}function ha(e){let{prediction:t,model:n,target:r}=e,i=t.members??[],o=i.map(d=>b(d.probabilities?.[r])),
s=b(t.mean?.[r]),l=n.task==="binary",u=b(n.decisionThreshold),c=S(n.classes?.[r]??"the event"),f=Math.min(i.length,8),m=Dt+26+f*da+8,h=[{mark:"dot",class:"one",
text:`${i.length} members`},{mark:"hollow",class:"one",text:"Mean, the answer"}];return e.before!==void 0&&h.push({mark:"hollow",class:"ref",text:"Mean before t\
he change"}),l&&h.push({mark:"limit",text:`Decision threshold, ${y(u,0)}`}),a("figure",{class:"chart",children:[a(ie,{label:`Probability of ${c} that each of ${i.
length} members gives, with their mean of ${tt(s)}. The table below holds every one.`,height:m+46,children:d=>{let p=D([0,1],[ua,d-fa]),g=kc(o.map(p),12),x=Math.
max(1,Math.max(0,...g)/f);return a(M,{children:[l&&a(_c,{model:n,x:p,base:m}),a(xe,{ticks:[0,.2,.4,.6,.8,1].map(v=>({at:p(v),text:`${v*100}`})),y:m,from:ua,to:d-
fa,name:`Probability of “${c}”, %`}),l&&a("line",{class:"limit",x1:p(u),x2:p(u),y1:Dt+18,y2:m}),a("g",{class:"one",children:o.map((v,w)=>a("circle",{class:"\
dot",cx:p(v),cy:m-10-(g[w]??0)*da/x,r:"5.5",children:a("title",{children:`Component ${i[w]?.component}, sample ${i[w]?.sample}: ${y(v)}`})},w))}),e.before!==void 0&&
a("g",{class:"ref",children:a("circle",{class:"hollow",cx:p(e.before),cy:m,r:"6"})}),a("g",{class:"one",children:a("circle",{class:"hollow moving",cx:p(s),cy:m,
r:"7"})})]})}}),a(fe,{items:h}),a(ce,{caption:`Probability of ${c}, member by member`,rows:i,columns:[{head:"Component",cell:d=>d.component,number:!0},{head:"Sa\
mple",cell:d=>d.sample,number:!0},{head:"Probability",cell:d=>y(d.probabilities?.[r],2),number:!0}]})]})}function _c(e){return a("g",{children:(e.model.strata??
[]).map((t,n)=>{let r=e.x(b(t.lower)),i=e.x(Math.min(1,b(t.upper)))-r;return a("g",{children:[a("rect",{class:n%2?"stratum odd":"stratum",x:r,width:i,y:Dt,height:e.
base-Dt}),i>7*t.name.length+4&&a("text",{x:r+5,y:Dt+14,children:t.name})]},t.name)})})}var Me={top:28,right:14,bottom:46,left:46},Dr=210;function ma(e){let t=[...e.points].sort((s,l)=>s.value-l.value),n=t.map(s=>s.value),r=Math.max(.05,...t.map(s=>s.
high))*1.1,i=D([0,Math.min(1,r)],[Dr-Me.bottom,Me.top]).nice(4),o=e.unit?`, ${e.unit}`:"";return a("figure",{class:"chart",children:[a(ie,{label:`Risk at each v\
alue of ${e.name} that you tried. The table below holds the figures.`,height:Dr,children:s=>{let l=D([Math.min(...n),Math.max(...n)],[Me.left+8,s-Me.right-8]),u=Ne(
c=>l(c.value),c=>i(c.risk))(t);return a(M,{children:[a(_e,{ticks:i.ticks(4).map(c=>({at:i(c),text:`${Number((c*100).toFixed(1))}`})),x:Me.left,to:s-Me.right,name:"\
Risk, %; lines: the members’ range",top:Me.top}),a(xe,{ticks:l.ticks(Math.max(2,Math.floor(s/90))).map(c=>({at:l(c),text:ue(c)})),y:Dr-Me.bottom,from:Me.left,
to:s-Me.right,name:`${e.name}${o}`}),a("g",{class:"one",children:[t.map(c=>a("line",{class:"whisker faint",x1:l(c.value),x2:l(c.value),y1:i(c.low),y2:i(c.high)},
c.value)),a("path",{class:"curve",d:u??""}),t.map(c=>a("circle",{class:c.value===e.now?"hollow":"dot",cx:l(c.value),cy:i(c.risk),r:c.value===e.now?6:3.5},c.value))]})]})}}),
a(ce,{caption:`Risk by ${e.name}`,rows:t,columns:[{head:`${e.name}${o}`,cell:s=>ue(s.value),number:!0},{head:"Risk",cell:s=>y(s.risk),number:!0},{head:"Members",
cell:s=>`${y(s.low)} to ${y(s.high)}`,number:!0}]})]})}function vt(e,t){if(e.task==="binary")return e.positiveClass;let n=(t.mean??[]).map(b);return n.indexOf(Math.max(...n))}function pa(e){let{answer:t,model:n,trace:r}=e,
i=t.prediction,o=vt(n,i);return a("div",{class:"answer","data-stale":e.stale,children:[e.stale&&a("p",{class:"stale-note",children:"The inputs have changed sinc\
e this answer: press Predict."}),a($c,{model:n,p:i,at:o}),a(Mc,{p:i}),a("section",{"aria-label":"Members",children:[a("h3",{children:"What each member says"}),a(
ha,{prediction:i,model:n,target:o,before:r?.before}),a("p",{class:"note",children:["The members are ",i.members?.length??0," networks of one model that fit the \
training data about equally well. Where they differ, the data say little. It is their disagreement, not a confidence interval."]})]}),r&&r.points.length>1&&a("s\
ection",{"aria-label":"How the answer moves",children:[a("h3",{children:["How the answer moves with ",S(r.name)]}),a(ma,{...r})]}),a(Tc,{p:i}),a(Sc,{p:i,model:n}),
a(Nc,{p:i}),a("p",{class:"hint",children:[t.model,", version ",t.version,"; ",t.ms.toFixed(0)," ms from this page and back. Nothing of it is kept, so no outcome\
 can be reported for it."]})]})}function $c({model:e,p:t,at:n}){let r=S(e.classes?.[n]??"the event"),i=b(t.mean?.[n]),o=f=>Math.round(f*100),s=o(b(t.spread?.min?.[n])),
l=o(b(t.spread?.max?.[n])),u=s===l?`every member says about ${s}`:`the members say from ${s} to ${l}`,c=e.task==="binary"?`of the members are on the same side o\
f the threshold of ${y(e.decisionThreshold,0)} as the mean`:"of the members rank this class first, as the mean does";return a("div",{class:"headline",children:[
a("p",{class:"headline-risk",children:[a("span",{class:"headline-number",children:tt(i)})," ",a("span",{class:"headline-of",children:r}),t.stratum&&a("span",{class:"\
stratum-tag",children:[S(t.stratum)," risk"]})]}),a("p",{children:["Of 100 such patients about ",o(i)," would have the outcome “",r,"”; ",u,". ",y(t.agreement,
0)," ",c,"."]})]})}function Mc({p:e}){let t=e.deferral?.reasons??[];return e.deferral?.deferred?a(L,{title:"Deferred: ask a human",tone:"warn",children:a("ul",{
children:t.map(n=>a("li",{children:n.message||`${S(n.rule.replace("RULE_","").toLowerCase())}: ${Q(n.value)}, limit ${Q(n.limit)}`},n.rule))})}):a("p",{class:"k\
ept",children:"Kept: no rule of the model asks for a human here."})}function Tc({p:e}){let t=e.uncertainty;if(!t)return null;let n=b(t.total),r=n>0?b(t.epistemic)/
n:0;return a("section",{"aria-label":"Uncertainty",children:[a("h3",{children:"Where the doubt comes from"}),a("figure",{class:"chart",children:[a(ie,{height:18,
label:`Uncertainty of ${Q(t.total)} nats: ${Q(t.aleatoric)} aleatoric and ${Q(t.epistemic)} epistemic.`,children:i=>{let o=D([0,Math.max(Math.LN2,n)],[0,i]);return a(
M,{children:[a("rect",{class:"null",width:i,height:"18",rx:"3"}),a("g",{class:"one",children:a("rect",{class:"bar",width:o(b(t.aleatoric)),height:"18",rx:"3"})}),
a("g",{class:"two",children:a("rect",{class:"bar",x:o(b(t.aleatoric)),width:Math.max(1.5,o(b(t.epistemic))),height:"18"})})]})}}),a(fe,{items:[{mark:"bar",class:"\
one",text:`Aleatoric ${Q(t.aleatoric)} nats: the outcome is open, whatever the model`},{mark:"bar",class:"two",text:`Epistemic ${Q(t.epistemic)} nats: the membe\
rs disagree`},{mark:"null",text:"Up to ln 2 = 0.693, a coin’s toss"}]})]}),a("p",{class:"note",children:["Together ",Q(t.total)," nats; ",y(r)," of it is the \
members’ disagreement, which more data like this patient would reduce."]})]})}function Sc({p:e,model:t}){let n=(t.classes??[]).map((r,i)=>({name:S(r),i}));return a(
"section",{"aria-label":"Per outcome",children:[a("h3",{children:"Outcome by outcome"}),a(Se,{caption:"Probability and NLL of each outcome",rows:n,columns:[{head:"\
If the patient",cell:r=>r.name},{head:"Probability",cell:r=>y(e.mean?.[r.i],2),number:!0},{head:"Members",cell:r=>`${y(e.spread?.min?.[r.i])} to ${y(e.spread?.max?.[r.
i])}`,number:!0},{head:"Mixture NLL",cell:r=>$(e.mixtureNll?.[r.i],3),number:!0},{head:"Average NLL",cell:r=>$(e.averageNll?.[r.i],3),number:!0}]}),a("p",{class:"\
note",children:"The NLL, in nats, is how surprised the model will be by each outcome: 0 is not at all."})]})}var Cc={KIND_CLIPPED:"Clipped",KIND_OUT_OF_RANGE:"L\
eft out",KIND_REPAIRED:"Repaired"};function Nc({p:e}){let t=e.warnings??[],n=t.filter(i=>i.kind==="KIND_IMPUTED"),r=t.filter(i=>i.kind!=="KIND_IMPUTED");return t.
length===0?null:a("section",{"aria-label":"Warnings",children:[a("h3",{children:"What was done to the inputs"}),a("ul",{class:"plain-list",children:[r.map((i,o)=>a(
"li",{children:[a("strong",{children:[Cc[i.kind]??"Note",", ",S(i.field),"."]})," ",i.message]},o)),n.length>0&&a("li",{children:[a("strong",{children:["Not kno\
wn, filled in: ",n.length," inputs."]})," ",n.map(i=>S(i.field)).join(", "),"."]})]})]})}var Rc=120;function ga(e){let[t,n]=N({busy:!1}),r=X(void 0),i=X(void 0),o=X(e);o.current=e;let s=()=>{clearTimeout(r.current),i.current?.abort()};K(()=>s,[]);let l=async(f,m,h)=>{
i.current?.abort();let d=i.current=new AbortController;n(g=>({...g,busy:!0}));let p=performance.now();try{let x=await gi("predict",{model:f,version:m,instances:[
h],includeMembers:!0,exploratory:!0},d.signal);if(d.signal.aborted)return;let v=x.predictions?.[0];if(!v)throw new ee("refused","The server’s answer holds no pr\
ediction.");let w={prediction:v,model:x.model,version:String(x.version),instance:h,ms:performance.now()-p};n({answer:w,busy:!1}),o.current(w)}catch(g){if(d.signal.
aborted)return;n(x=>({...x,busy:!1,error:g instanceof ee?g:new ee("refused",String(g))}))}};return{...t,ask:(f,m,h,d=!1)=>{if(clearTimeout(r.current),!d){l(f,m,
h);return}n(p=>p.busy?p:{...p,busy:!0}),r.current=setTimeout(()=>{l(f,m,h)},Rc)},clear:()=>{s(),n({busy:!1})}}}var Ie={value:"",unit:"",readings:[]},qr={entries:{},tensor:"",cohort:""};function Ot(e){let t=e.trim().replace(",",".");return t===""?NaN:Number(t)}function Rn(e){
let t=Ot(e);return Number.isFinite(t)?t:"NaN"}function wt(e){return e!==void 0&&(e.value.trim()!==""||e.readings.some(t=>t.value.trim()!==""))}function qt(e,t){
let n=[],r=[];for(let o of t){let s=e.entries[o.name];if(!s||!wt(s))continue;let l=s.unit?{unit:s.unit}:{};if(o.kind==="categorical")n.push({name:o.name,category:s.
value});else if(o.kind==="numeric")n.push({name:o.name,number:Rn(s.value),...l});else{let u=s.readings.filter(c=>c.value.trim()!=="");r.push({code:o.name,...l,hours:u.
map(c=>Rn(c.hour)),values:u.map(c=>Rn(c.value))})}}let i={};return n.length&&(i.features=n),r.length&&(i.series=r),t.length===0&&(i.tensor={values:e.tensor.split(
/[\s,;]+/).filter(Boolean).map(Rn)}),e.label!==void 0&&(i.label=e.label),e.cohort&&(i.cohort=e.cohort),i}function Pn(e,t){let n=new Map((t.variables??[]).map(s=>[
s.name,s.kind])),r={},i=[];for(let s of e.features??[]){let l=s.category??(s.number===void 0?"":String(s.number)),u=n.get(s.name);u===void 0?i.push(s.name):u===
"series"?r[s.name]={...Ie,unit:s.unit??"",readings:[{hour:"0",value:l}]}:r[s.name]={...Ie,unit:s.unit??"",value:l}}for(let s of e.series??[]){let l=(s.values??[]).
map((c,f)=>({hour:String(s.hours?.[f]??""),value:String(c)})),u=r[s.code]?.readings??[];n.has(s.code)?r[s.code]={...Ie,unit:s.unit??"",readings:[...u,...l]}:i.push(
s.code)}let o=(e.tensor?.values??[]).join(", ");return{draft:{entries:r,tensor:o,label:e.label,cohort:e.cohort??""},unknown:i}}function ba(e){let t=JSON.parse(e),
n=t,i=(Array.isArray(t)?t:Array.isArray(n?.instances)?n.instances:[t])[0];if(typeof i!="object"||i===null||Array.isArray(i))throw new Error("There is no instanc\
e in it.");let o=i;if(!o.features&&!o.series&&!o.tensor)throw new Error("An instance has features, series or a tensor.");return o}function xa(e){let t=new Map;for(let{
field:n,description:r}of e){let i=n.match(/^instances\[\d+\]\.(?:features|series)\[([^\]]+)\]\.?(.*)$/),o=i?.[1]??"",s=i?Pc(i[2]??""):n;t.set(o,[...t.get(o)??[],
s?`${s}: ${r}`:r])}return t}function Pc(e){let t=e.match(/^(values|hours)\[(\d+)\]$/);return t?`${t[1]==="hours"?"hour of ":""}reading ${Number(t[2])+1}`:e}function Ft(e,t){
if(e.plausibleMin===void 0||e.plausibleMax===void 0)return;let n=e.acceptedUnits?.find(o=>o.unit===t),r=o=>n?(o-Number(n.offset))/Number(n.factor):o,i=[r(Number(
e.plausibleMin)),r(Number(e.plausibleMax))];return[Math.min(...i),Math.max(...i)]}var An=400;function va([e,t]){return e>0&&t/e>30}function Fr(e,t){let[n,r]=t,i=Math.
min(r,Math.max(n,e)),o=va(t)?Math.log(i/n)/Math.log(r/n):(i-n)/(r-n);return Math.round(o*An)}function wa(e,t,n,r){let[i,o]=t,s=e/An,l=va(t)?i*(o/i)**s:i+(o-i)*s,
u=m=>Number(m.toFixed(n)),c=e-Fr(r,t),f=u(Number(l.toPrecision(3)));return f===u(r)&&c!==0&&(f=u(r+Math.sign(c)*10**-n)),Math.min(o,Math.max(i,f))}function ya(e){
let t=new Map,n=(r,i,o)=>{if(!i)for(let s of o)t.set(r,Math.max(t.get(r)??0,Or(String(s??0))))};for(let{instance:r}of e.examples??[]){for(let i of r?.features??
[])i.number!==void 0&&n(i.name,i.unit,[i.number]);for(let i of r?.series??[])n(i.code,i.unit,i.values??[])}return t}function Or(e){return e.match(/[.,](\d+)$/)?.[1]?.
length??0}function ka(e,t,n){let r=Math.max(0,-Math.floor(Math.log10((t[1]-t[0])/100))),i=e.base??e.readings,o=Math.max(Or(e.value),...i.map(s=>Or(s.value)),0);
return Math.min(6,Math.max(o,e.unit||n===void 0?r:n))}function ot(e,t){return Ot(e.kind==="series"?t.readings.findLast(n=>n.value.trim()!=="")?.value??"":t.value)}
function _a(e,t,n){if(e.kind!=="series")return{...t,value:String(n)};let r=t.base??t.readings,i=n-ot(e,{...t,readings:r}),[o,s]=Ft(e,t.unit)??[-1/0,1/0],l=r.map(
u=>{let c=Ot(u.value);if(!Number.isFinite(c))return u;let f=c<o||c>s?c+i:Math.min(s,Math.max(o,c+i));return{...u,value:String(Number(f.toPrecision(6)))}});return{
...t,base:r,readings:l}}function at(e){return`input-${e.replace(/[^A-Za-z0-9_-]/g,"-")}`}function $a(e){let{variable:t,entry:n,messages:r}=e,i=Ge(),o=r.length>0,s={"aria-invalid":o,"ar\
ia-describedby":i};return a("div",{class:"input","data-wrong":o,"data-filled":wt(n),children:[a("div",{class:"input-head",children:[a("label",{for:at(t.name),children:S(
t.name)}),a("span",{class:"input-what",children:t.description})]}),a("div",{class:"input-value",children:[t.kind==="categorical"?a(Ec,{...e,aria:s}):a(Ic,{...e,
aria:s}),a(Lc,{variable:t,entry:n,onChange:e.onChange})]}),t.kind!=="categorical"&&wt(n)&&a(zc,{...e}),t.kind==="series"&&n.readings.length>0&&a(Dc,{...e}),a("p",
{id:i,class:o?"input-message":"hidden",children:o?r.join(" "):Ac(t,n)})]})}function Ac(e,t){let n=Ft(e,t.unit);return n?`Plausible: ${ue(n[0])} to ${ue(n[1])} ${t.
unit||e.unit}`:""}function Ec(e){let{variable:t,entry:n}=e,r=t.categories??[],i=n.value&&!r.includes(n.value)?[...r,n.value]:r;return a("select",{id:at(t.name),
value:n.value,...e.aria,onChange:o=>e.onChange({...n,value:o.currentTarget.value}),children:[a("option",{value:"",children:"not known"}),i.map(o=>a("option",{value:o,
selected:o===n.value,children:S(o)},o))]})}function Ic(e){let{variable:t,entry:n}=e,r=t.kind==="series",i=r&&n.readings.length>1,o=Ft(t,n.unit),s=o?`${ue(o[0])}\
 – ${ue(o[1])}`:"",l=n.readings[n.readings.length-1],u=r?l?.value??"":n.value,c=f=>{if(!r)return e.onChange({...n,value:f});let m=l?.hour??"24",h=f===""&&!i?[]:
[...n.readings.slice(0,-1),{hour:m,value:f}];return e.onChange({...n,base:void 0,readings:h})};return a("input",{id:at(t.name),type:"text",inputMode:"decimal",autocomplete:"\
off",placeholder:s,value:u,...e.aria,onInput:f=>c(f.currentTarget.value)})}function Lc(e){let{variable:t,entry:n}=e,r=(t.acceptedUnits??[]).filter(o=>o.unit!==t.
unit),i=n.unit&&n.unit!==t.unit&&!r.some(o=>o.unit===n.unit);return r.length===0&&!i?a("span",{class:"unit",children:t.unit}):a("select",{class:"unit","aria-lab\
el":`Unit of ${S(t.name)}`,value:n.unit,onChange:o=>e.onChange({...n,unit:o.currentTarget.value}),children:[a("option",{value:"",selected:!n.unit,children:t.unit||
"own unit"}),r.map(o=>a("option",{value:o.unit,selected:o.unit===n.unit,children:o.unit},o.unit)),i&&a("option",{value:n.unit,selected:!0,children:n.unit})]})}function zc(e){
let{variable:t,entry:n}=e,r=Ft(t,n.unit),i=ot(t,n);if(!r||!Number.isFinite(i)||r[0]>=r[1])return null;let o=t.kind==="series"&&n.readings.length>1;return a("inp\
ut",{type:"range",min:"0",max:An,value:Fr(i,r),"aria-label":`Move ${S(t.name)}${o?", all readings together":""}`,"aria-valuetext":`${ue(i)} ${n.unit||t.unit}`,onInput:s=>e.
onChange(_a(t,n,wa(Number(s.currentTarget.value),r,ka(n,r,e.decimals),i)),!0)})}function Dc(e){let{variable:t,entry:n}=e,[r,i]=N(!1),{readings:o}=n,s=(h,d)=>e.onChange(
{...n,base:void 0,readings:o.map((p,g)=>g===h?{...p,...d}:p)}),l=()=>{let h=o[o.length-1],d=String(b(Number(h?.hour))+1||24);e.onChange({...n,base:void 0,readings:[
...o,{hour:d,value:h?.value??""}]}),i(!0)},u=h=>e.onChange({...o.length>1?n:Ie,base:void 0,readings:o.filter((d,p)=>p!==h)}),c=o.length===1,f=h=>ue(Math.round(Ot(
h?.hour??"")*10)/10),m=c?`at hour ${f(o[0])}`:`${o.length} readings, hours ${f(o[0])} to ${f(o[o.length-1])}; the last is above`;return a("details",{class:"read\
ings",open:r,onToggle:h=>i(h.currentTarget.open),children:[a("summary",{children:m}),r&&a("div",{class:"reading-rows",children:[a("p",{class:"reading-head","ari\
a-hidden":"true",children:[a("span",{children:"Hour"}),a("span",{children:"Value"})]}),o.map((h,d)=>a("div",{class:"reading",children:[a("input",{type:"text",inputMode:"\
decimal","aria-label":`${S(t.name)}, hour of reading ${d+1}`,value:h.hour,onInput:p=>s(d,{hour:p.currentTarget.value})}),a("input",{type:"text",inputMode:"decim\
al","aria-label":`${S(t.name)}, reading ${d+1}`,value:h.value,onInput:p=>s(d,{value:p.currentTarget.value})}),a("button",{type:"button",class:"button small plai\
n","aria-label":`Remove reading ${d+1} of ${S(t.name)}`,onClick:()=>u(d),children:"Remove"})]},d)),a("button",{type:"button",class:"button small",onClick:l,children:"\
Add a reading"})]})]})}function Ma(e,t,n){let r={model:e,version:t,instances:[n],includeMembers:!0},i=`${location.hostname||"127.0.0.1"}:8500`;return[{name:"grpcurl",code:Oc(r,i)},{name:"\
Python",code:qc(e,t,n,i)},{name:"C++",code:Fc(e,t,n,i)},{name:"curl",code:`curl -s ${location.origin}/api/v1/predict -H 'Content-Type: application/json' -d '${Ta(
JSON.stringify(r))}'`},{name:"JSON",code:JSON.stringify(n,null,2)}]}function Ta(e){return e.replaceAll("'","'\\''")}function Oc(e,t){return`grpcurl -plaintext -\
d '${Ta(JSON.stringify(e,null,2))}' ${t} credence.v1.PredictionService/Predict`}var Y=e=>JSON.stringify(e);function qc(e,t,n,r){let i=(c,f)=>f?`(${c}, ${Y(f)})`:
c,o=c=>typeof c=="number"?String(c):'float("nan")',s=c=>`[${(c??[]).map(o).join(", ")}]`,l=[`    ${Y(e)},`,`    version=${t},`];if(n.features){let c=n.features.
map(f=>`        ${Y(f.name)}: ${i(f.category!==void 0?Y(f.category):o(f.number),f.unit)},`);l.push("    features={",...c,"    },")}if(n.series){let c=n.series.map(
f=>`        ${Y(f.code)}: (${s(f.hours)}, ${s(f.values)}${f.unit?`, ${Y(f.unit)}`:""}),`);l.push("    series={",...c,"    },")}n.tensor&&l.push(`    tensor=${s(
n.tensor.values)},`),n.cohort&&l.push(`    cohort=${Y(n.cohort)},`),l.push("    members=True,");let u=l.map(c=>`    ${c}`).join(`
`);return`import credence

with credence.Client(${Y(r)}) as client:
    answer = client.predict(
${u}
    )
print(answer.mean, answer.spread.q05, answer.spread.q95, answer.deferred)
`}function Fc(e,t,n,r){let i=[];for(let o of n.features??[])i.push("{","  auto* feature = instance->add_features();",`  feature->set_name(${Y(o.name)});`),i.push(
o.category!==void 0?`  feature->set_category(${Y(o.category)});`:`  feature->set_number(${o.number});`),o.unit&&i.push(`  feature->set_unit(${Y(o.unit)});`),i.push(
"}");for(let o of n.series??[])i.push("{","  auto* series = instance->add_series();",`  series->set_code(${Y(o.code)});`),o.unit&&i.push(`  series->set_unit(${Y(
o.unit)});`),i.push(`  for (float hour : {${Br(o.hours)}}) series->add_hours(hour);`),i.push(`  for (float value : {${Br(o.values)}}) series->add_values(value);`,
"}");return n.tensor&&i.push(`for (float value : {${Br(n.tensor.values)}}) instance->mutable_tensor()->add_values(value);`),n.cohort&&i.push(`instance->set_coho\
rt(${Y(n.cohort)});`),`#include <iostream>

#include "client/cpp/client.h"

int main() {
  credence::client::Client client({.target = ${Y(r)}});
  credence::v1::PredictRequest request;
  request.set_model(${Y(e)});
  request.set_version(${t});
  request.set_include_members(true);
  auto* instance = request.add_instances();
${i.map(o=>`  ${o}`).join(`
`)}
  auto response = client.Predict(request);
  if (!response.ok()) {
    std::cerr << response.status() << "\\n";
    return 1;
  }
  std::cout << response->DebugString();
}
`}function Br(e){return(e??[]).map(t=>Number.isInteger(t)?`${t}.0f`:`${t}f`).join(", ")}function Sa({route:e,models:t}){let n=se(e,t),r=nt(n);return n?a(M,{children:[a("div",{class:"pickers",children:a(we,{route:e,models:t})}),r.data?a(Vc,{model:r.
data},`${n.model}@${n.version}`):a(ne,{error:r.error,what:"the model’s schema",onToken:r.refresh})]}):a(L,{title:"No model is in service",children:a("p",{children:"\
There is nothing to ask."})})}var Bc=60;function Vc({model:e}){let t=e.variables??[],n=e.summary?.model??"",r=String(e.summary?.version??0),[i,o]=N(qr),[s,l]=N(
""),[u,c]=N(new Set),[f,m]=N(),h=X(f);h.current=f;let d=Xe(()=>qt(i,t),[i,t]),p=ga(C=>{let H=h.current,q=t.find(U=>U.name===H?.name);if(!H||!q)return;let{draft:W}=Pn(
C.instance,e),k=vt(e,C.prediction),z={value:ot(q,W.entries[q.name]??Ie),risk:b(C.prediction.mean?.[k]),low:b(C.prediction.spread?.min?.[k]),high:b(C.prediction.
spread?.max?.[k])};m({...H,points:[...H.points.filter(U=>U.value!==z.value),z].slice(-Bc)})}),{answer:g,error:x}=p,v=Xe(()=>xa(x?.violations??[]),[x]),w=X(!1);K(
()=>{let C=[...v.keys()].find(H=>H!=="");x&&w.current&&C&&document.getElementById(at(C))?.focus(),p.busy||(w.current=!1)},[x,p.busy]);let T=C=>{w.current=!0,m(void 0),
p.ask(n,r,qt(C,t))},_=(C,H,q=!1)=>{let W={...i,entries:{...i.entries,[C.name]:H}};if(o(W),!q){g&&C.kind==="categorical"&&p.ask(n,r,qt(W,t),!0);return}if(f?.name!==
C.name){let k=g?vt(e,g.prediction):0,z=g?b(g.prediction.mean?.[k]):void 0,U=g&&Pn(g.instance,e).draft.entries[C.name],Le=g&&U?[{value:ot(C,U),risk:z??0,low:b(g.
prediction.spread?.min?.[k]),high:b(g.prediction.spread?.max?.[k])}]:[];m({name:C.name,before:z,points:Le})}p.ask(n,r,qt(W,t),!0)},j=(C,H)=>{let{draft:q,unknown:W}=Pn(
C,e);o(q),c(new Set(Object.keys(q.entries))),l(W.length?`${H} is in the form, without ${W.join(", ")}: this model has no such input.`:`${H} is in the form.`),T(
q)},O=g!==void 0&&JSON.stringify(g.instance)!==JSON.stringify(d),V=jc(f,t,i);return a(M,{children:[a(Uc,{model:e,note:s,onLoad:j,onClear:()=>{o(qr),c(new Set),m(
void 0),l(""),p.clear()}}),a("div",{class:"columns bench",children:[a("form",{class:"stack","aria-label":"Inputs",noValidate:!0,onSubmit:C=>{C.preventDefault(),
T(i)},children:a(Xc,{model:e,draft:i,first:u,messages:v,onChange:_,onDraft:o,children:a("div",{class:"submit",children:[a("button",{class:"button primary",type:"\
submit",disabled:p.busy,children:"Predict"}),g&&a("a",{class:"glance",href:"#answer",onClick:C=>{C.preventDefault(),document.getElementById("answer")?.scrollIntoView(),
document.getElementById("answer")?.focus()},children:[a("strong",{children:tt(g.prediction.mean?.[vt(e,g.prediction)])})," ",x?"before the refused input":S(g.prediction.
stratum),g.prediction.deferral?.deferred&&", deferred",": see the answer"]}),a("p",{class:"hint",children:"The server writes nothing down: what is tried here st\
ays out of every figure."})]})})}),a("div",{class:"stack answer-side",id:"answer",role:"group","aria-label":"Answer and code",tabIndex:0,children:[a(R,{title:"A\
nswer",class:"answer-panel",children:[a("p",{class:"hidden",role:"status",children:g&&!x?Hc(e,g.prediction):""}),x&&a(Wc,{message:x.message,messages:v}),g?a(pa,
{answer:g,model:e,trace:V,stale:O&&!p.busy}):!x&&a("p",{class:"muted",children:"Take an example patient, or fill in what you know and press Predict. Leave empty\
 what is not known."})]}),a(Gc,{name:n,version:r,instance:d})]})]})]})}function Hc(e,t){let n=vt(e,t);return`${tt(t.mean?.[n])} ${S(e.classes?.[n]??"")}. ${t.stratum?
`${S(t.stratum)} risk. `:""}${t.deferral?.deferred?"Deferred: ask a human.":""}`}function jc(e,t,n){let r=t.find(o=>o.name===e?.name);if(!e||!r)return;let i=n.entries[r.
name]??Ie;return{...e,unit:i.unit||r.unit,now:ot(r,i)}}function Wc(e){let t=[...e.messages].filter(([i])=>i!==""),n=e.messages.get("")??[],r=i=>o=>{o.preventDefault(),
document.getElementById(at(i))?.focus()};return a(L,{title:"The server refused this input",tone:"bad",children:a("ul",{children:[t.map(([i,o])=>a("li",{children:[
a("a",{href:`#${at(i)}`,onClick:r(i),children:S(i)}),": ",o.join(" ")]},i)),n.map(i=>a("li",{children:i},i)),e.messages.size===0&&a("li",{children:e.message})]})})}
function Uc(e){let t=e.model.examples??[],[n,r]=N(""),[i,o]=N(""),s=()=>{try{e.onLoad(ba(n),"The pasted instance"),o("")}catch(l){o(l instanceof Error?l.message:
String(l))}};return a(R,{title:"Start from",class:"start",children:[t.length>0?a("ul",{class:"examples","aria-label":"Example patients",children:t.map(l=>a("li",
{children:a("button",{type:"button",class:"button example",onClick:()=>e.onLoad(l.instance??{},l.name),children:[a("span",{class:"example-name",children:l.name}),
a("span",{class:"hint",children:l.description})]})},l.name))}):a("p",{class:"muted",children:"This model brings no example patients."}),a("div",{class:"start-ro\
w",children:[a("details",{class:"more",children:[a("summary",{children:"Paste JSON"}),a("div",{class:"stack paste",children:[a("div",{class:"field",children:[a(
"label",{for:"paste",children:"An Instance, a list of them, or a PredictRequest; the first instance is taken"}),a("textarea",{id:"paste",rows:8,spellcheck:!1,value:n,
"aria-invalid":i!=="","aria-describedby":"paste-problem",onInput:l=>r(l.currentTarget.value)})]}),a("p",{id:"paste-problem",class:"input-message",role:"alert",children:i}),
a("div",{children:a("button",{type:"button",class:"button",disabled:!n.trim(),onClick:s,children:"Fill the form"})})]})]}),a("button",{type:"button",class:"butt\
on small plain",onClick:e.onClear,children:"Clear the form"}),a("p",{class:"hint",role:"status",children:e.note})]})]})}function Xc(e){let{model:t,draft:n,messages:r}=e,
[i,o]=N(""),s=t.variables??[],l=Xe(()=>ya(t),[t]),u=i.trim().toLowerCase(),c=s.filter(v=>!u||`${v.name} ${v.description}`.toLowerCase().includes(u)),f=c.filter(
v=>v.kind!=="series"),m=c.filter(v=>v.kind==="series"),h=e.first.size>0&&!u,d=v=>!h||e.first.has(v.name)||r.has(v.name),p=c.filter(v=>!d(v)),g=v=>v.map(w=>a($a,
{variable:w,entry:n.entries[w.name]??Ie,decimals:l.get(w.name),messages:r.get(w.name)??[],onChange:(T,_)=>e.onChange(w,T,_)},w.name));if(s.length===0)return a(R,
{title:"Input row",note:`This model takes a row of ${t.inputWidth} numbers, already encoded.`,children:[a("div",{class:"field",children:[a("label",{for:"tensor",
children:"Numbers, with spaces or commas between them"}),a("textarea",{id:"tensor",rows:8,value:n.tensor,onInput:v=>e.onDraft({...n,tensor:v.currentTarget.value})})]}),
e.children]});let x=s.filter(v=>wt(n.entries[v.name])).length;return a(R,{title:"Inputs",note:`${x} of ${s.length} are filled in. One value for a charted variab\
le counts as a reading at hour 24; open it for more.`,children:[a("div",{class:"pickers",children:[a("div",{class:"field",children:[a("label",{for:"search",children:"\
Find an input"}),a("input",{id:"search",type:"search",value:i,onInput:v=>o(v.currentTarget.value)})]}),(t.cohorts??[]).length>0&&a(Fe,{label:"Cohort",value:n.cohort,
onChange:v=>e.onDraft({...n,cohort:v}),options:[{value:"",label:"none"},...(t.cohorts??[]).map(v=>({value:v,label:S(v)}))]})]}),f.some(d)&&a("fieldset",{class:"\
inputs",children:[a("legend",{children:"About the patient"}),g(f.filter(d))]}),m.some(d)&&a("fieldset",{class:"inputs",children:[a("legend",{children:"From the \
chart"}),g(m.filter(d))]}),p.length>0&&a("details",{class:"more",children:[a("summary",{children:[p.length," inputs that the example does not have"]}),a("fields\
et",{class:"inputs",children:[a("legend",{class:"hidden",children:"Further inputs"}),g(p)]})]}),c.length===0&&a("p",{class:"muted",children:["No input has “",
i,"” in its name."]}),e.children]})}function Gc(e){let[t,n]=N("grpcurl"),[r,i]=N(""),o=Ma(e.name,e.version,e.instance),s=o.find(u=>u.name===t)??o[0],l=async()=>{
try{await navigator.clipboard.writeText(s?.code??""),i("Copied.")}catch{i("The browser did not allow it: mark the text and copy it.")}};return a(R,{title:"Copy \
as",note:"An ordinary call with these inputs, to run elsewhere: the server counts it, and journals it where it keeps a journal. Port 8500 is its default for gRP\
C.",children:[a("div",{class:"pickers",children:[a($t,{label:"Language",value:t,onChange:u=>{n(u),i("")},options:o.map(u=>({value:u.name,label:u.name}))}),a("bu\
tton",{type:"button",class:"button",onClick:l,children:"Copy"}),a("p",{class:"hint",role:"status",children:r})]}),a("pre",{class:"code",tabIndex:0,"aria-label":`\
The call in ${t}`,children:a("code",{children:s?.code})})]})}var st={overview:{title:"Overview",lead:"What this server does now, and how far each model’s stated risks can be trusted.",view:ca},calibration:{title:"Calibr\
ation",lead:"Of the patients who were given a risk, how many had the event?",view:Oo},try:{title:"Try a prediction",lead:"Ask a model about one patient, and see\
 how the answer moves.",view:Sa},inputs:{title:"Inputs",lead:"Are today’s patients like those the model was made on?",view:aa},deferral:{title:"Deferral",lead:"\
Does it help to hand the uncertain cases to a human?",view:ra},card:{title:"Model card",lead:"What a model is for, how it was made, and where it fails.",view:oa}};function Ca(){let e=yi(),t=qe("overview",s=>Oe("overview",{},s),1e3),n=e.view in st?e.view:"overview",r=X(null),i=X(!0);return K(()=>{document.querySelector(".t\
op nav [aria-current]")?.scrollIntoView({inline:"center",block:"nearest"}),document.title=`${st[n].title} · Credence`,i.current||r.current?.focus(),i.current=!1},
[n]),a(M,{children:[a("a",{class:"skip",href:"#main",onClick:s=>{s.preventDefault(),r.current?.focus()},children:"Skip to the content"}),a(Qc,{route:e,name:n,overview:t}),
a("main",{id:"main",children:[a("div",{class:"view-head",children:[a("h1",{ref:r,tabIndex:-1,children:st[n].title}),a("p",{class:"lead",children:st[n].lead})]}),
a(Zc,{route:e,name:n,overview:t})]}),a("footer",{children:a("p",{children:["Credence ",t.data?.serverVersion,". Not a medical device. ",a("a",{href:"LICENSES.tx\
t",children:"Licences of this page"})]})})]})}function Zc(e){let{data:t,error:n,at:r,refresh:i}=e.overview,o=t?.models??[],s=o.map(Z).join(`
`),l=Xe(()=>o,[s]),u=st[e.name].view,c=e.name==="overview"?o:l;return!t||n?.kind==="token"||n?.kind==="off"?a(ne,{error:n,what:"its state",onToken:i}):a(M,{children:[
n&&a("p",{class:"stale",role:"status",children:[n.message," The figures below are the last ones it gave."]}),a(u,{route:e.route,overview:t,models:c,at:r})]})}function Qc(e){
let[t,n]=_i(),{data:r,error:i}=e.overview,o=r?.models?se(e.route,r.models):void 0,s=i?"gone":r?r.health==="SERVING"?"serving":"not-serving":"waiting",l={gone:"N\
o answer",waiting:"Connecting",serving:"Serving","not-serving":"Not serving"}[s],u=t==="dark"?"Light theme":"Dark theme";return a("header",{class:"top",children:[
a("div",{class:"top-row",children:[a("a",{class:"brand",href:"#/overview",children:[a("svg",{viewBox:"0 0 32 32",width:"26",height:"26","aria-hidden":"true",children:[
a("path",{class:"brand-line",d:"M6 26 26 6"}),a("circle",{cx:"9",cy:"22.5",r:"2.8"}),a("circle",{cx:"16",cy:"17.5",r:"2.8"}),a("circle",{cx:"22.5",cy:"9",r:"2.8"})]}),
"Credence"]}),a("p",{class:"health","data-state":s,role:"status",children:l}),a("button",{class:"theme",type:"button",onClick:n,"aria-label":u,title:u,children:a(
"svg",{viewBox:"0 0 20 20",width:"18",height:"18","aria-hidden":"true",children:t==="dark"?a("path",{d:"M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.5v2M10\
 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4"}):a("path",{d:"M16.5 12.5A7 7 0 0 1 7.5 3.5a7 7 0 1 0 9 9z"})})})]}),a("nav",
{"aria-label":"Views",children:a("ul",{children:Object.entries(st).map(([c,f])=>a("li",{children:a("a",{href:Be(c,{model:o?.model,version:o?.version}),"aria-cur\
rent":c===e.name?"page":void 0,children:f.title})},c))})})]})}var Vr=document.getElementById("app");Vr&&(Vr.textContent="",ni(a(Ca,{}),Vr));})();
