"use strict";(()=>{var k,Kt,Gr,W,st,qe,en,Le,tn,ft,lt,Qr,ke=Symbol.for("pv"),je={},Fe=[],Zr=/^m(i|n|o|s|text|space)$/,ut=Array.isArray,nn=Fe.slice,ee=Object.assign;function K(e){e&&
e.parentNode&&e.remove()}function ze(e,t,n,r,i){var o={type:e,props:t,key:n,ref:r,__k:null,__:null,__b:0,__e:null,__c:null,constructor:ke,__v:i||++Kt,__i:-1,__u:0};return!i&&k.vnode&&k.
vnode(o),o}function L(e){return e.children}function De(e,t){this.props=e,this.context=t,this.__g=0}function Y(e,t){if(t==null)return e.__&&Y(e.__,e.__i+1);for(var n;t<e.__k.
length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:Y(e)}function Jr(e){var t,n=e.__v,r=n.__e,i=[],o=[],a=e.__P;a&&
((t=ee({constructor:ke},n)).__v=n.__v+1,k.vnode&&k.vnode(t),ct(a,t,n,e.__n,a.namespaceURI,32&n.__u?[r]:null,i,r||Y(n),32&n.__u,o),t.__v=n.__v,t.__.__k[t.__i]=t,
fn(i,t,o),n.__=n.__e=null,t.__e!=r&&rn(t))}function rn(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),rn(
e)}function Zt(e){(8&e.__g||(e.__g|=8,W.push(e),qe++))&&st==k.debounceRendering||((st=k.debounceRendering)||queueMicrotask)(on)}function on(){try{for(var e,t=1;W.
length;)W.length>t&&W.sort(en),e=W.shift(),t=W.length,8&e.__g&&Jr(e)}finally{(qe=W.length)&&(st||queueMicrotask)(on)}}function an(e,t,n,r,i,o,a,s,f,l,u){var m,h,
c,p,g,_,w=r.__k||Fe,v=t.length;for(f=Kr(n,t,w,f,v),m=0;m<v;m++)(c=n.__k[m])!=null&&(h=~c.__i&&w[c.__i]||je,c.__i=m,_=ct(e,c,h,i,o,a,s,f,l,u),p=c.__e,(h.ref!=c.ref||
8&h.__u)&&(h.ref&&dt(h.ref,null,c,h),c.ref&&u.push(c.ref,c.__c||p,c)),g=g||p,4&c.__u?(f=sn(c,f,e,!h.__v),h.__e&&(h.__e=null)):typeof c.type=="function"&&_!==void 0?
f=_:p&&(f=p.nextSibling),c.__u&=-21);return n.__e=g,f}function Kr(e,t,n,r,i){var o,a,s,f,l,u,m,h,c,p=n.length,g=p,_=0,w=0,v=e.__k=Array(i);for(o=0;o<i;o++)(a=t[o])!=
null&&typeof a!="boolean"&&typeof a!="function"?(typeof a!="object"||a.constructor===String?a=v[o]=ze(null,a):ut(a)?a=v[o]=ze(L,{children:a}):a.constructor===ke&&
a.__b?a=v[o]=ze(a.type,a.props,a.key,a.ref,a.__v):v[o]=a,f=o+_,a.__=e,a.__b=e.__b+1,s=null,~(l=a.__i=ei(a,n,f,g))&&(g--,(s=n[l])&&(s.__u|=2)),s&&s.__v?(a.__u|=16,
l==f-1?_--:l==f+1?_++:l!=f&&(l>f?_--:_++,w=1)):(~l||(i>p?_--:i<p&&_++),typeof a.type!="function"&&(a.__u|=4))):v[o]=null;if(w){for(u=[],m=[],o=0;o<i;o++)if((a=v[o])&&
16&a.__u){for(_=0,h=u.length;_<h;)u[c=_+h>>1]<a.__i?_=c+1:h=c;u[_]=a.__i,m[o]=_+1}for(_=u.length;o--;)m[o]&&(m[o]==_?_--:v[o].__u|=4)}if(g)for(o=0;o<p;o++)!(s=n[o])||
2&s.__u||(s.__e==r&&(r=Y(s)),ht(s,s));return r}function sn(e,t,n,r){var i,o,a,s;if(typeof e.type=="function"){if(e.props.__P)return t;if(i=e.__k)for(o=0;o<i.length;o++)
i[o]&&(i[o].__=e,t=sn(i[o],t,n,!1));return t}for(t&&!t.parentNode&&(t=Y(e))&&!t.parentNode&&(t=null),a=e.__e,s=t;s&&s.nodeType==8;)s=s.nextSibling;for(a!=s&&(!r&&
n.moveBefore&&a.parentNode?n.moveBefore(a,t):n.insertBefore(a,t||null)),t=a;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function ei(e,t,n,r){var i,o=e.key,a=e.type,s=t[n],f=s&&!(2&s.__u);if(s===null&&o==null||f&&o==s.key&&a==s.type)return n;if(r>(f?1:0)){for(i=n-1;i>=0;i--)if((s=
t[i])&&!(2&s.__u)&&o==s.key&&a==s.type)return i;for(i=n+1;i<t.length;i++)if((s=t[i])&&!(2&s.__u)&&o==s.key&&a==s.type)return i}return-1}function Jt(e,t,n){n==null&&
(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function Oe(e,t,n,r,i){var o,a;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof r=="string"&&(e.style.
cssText=r=""),r)for(t in r)n&&t in n||Jt(e.style,t);if(n)for(t in n)r&&n[t]==r[t]||Jt(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),
typeof r!="function"&&(r=null),(e.__e||(e.__e={}))[t]=n,n&&r||(a=lt[t]||(lt[t]=ti(t)),(e.__a||(e.__a={}))[t]=ft,o=t!=(t=t.replace(tn,"$1")),(t=t.slice(2))[0]<"a"&&
(t=t.toLowerCase()),n?e.addEventListener(t,a,o):e.removeEventListener(t,a,o));else{if(i=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,
"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)
try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function ti(e){
return function(t){var n=this.__e;if(n){if(n=n[e],t[Le]==null)t[Le]=ft++;else if(t[Le]<this.__a[e])return;return n(k.event?k.event(t):t)}}}function ct(e,t,n,r,i,o,a,s,f,l){
var u,m,h,c,p,g,_,w,v,y,b,T,C,P,E,X,A,I,x=t.type;if(t.constructor!==ke)return null;128&n.__u&&(f=32&n.__u,u=n.__c.__z)&&(t.__u|=f,m=o=[],u.nodeType==8?s=Ie(u,o):
o.push(u),s=o[0]||s),(u=k.__b)&&u(t);e:if(typeof x=="function"){h=a.length;try{if(w=t.props,v=(u=x.prototype)&&u.render,y=(u=x.contextType)&&r[u.__c],b=u?y?y.props.
value:u.__:r,(c=n.__c)?(t.__c=c,2&c.__g&&(c.__g|=1)):(v?t.__c=c=new x(w,b):(t.__c=c=new De(w,b),c.constructor=x,c.render=ri),y&&y.sub(c),c.state||(c.state={}),c.
__n=r,c.__g|=8,c.__h=[],c.__k=[]),v&&(c.__s||(c.__s=c.state),x.getDerivedStateFromProps&&(c.__s==c.state&&(c.__s=ee({},c.__s)),ee(c.__s,x.getDerivedStateFromProps(
w,c.__s)))),p=c.props,g=c.state,c.__v=t,n.__c){if(w!==p&&v&&!x.getDerivedStateFromProps&&c.componentWillReceiveProps&&c.componentWillReceiveProps(w,b),t.__v==n.
__v&&!(8&c.__g)||!(4&c.__g)&&c.shouldComponentUpdate&&c.shouldComponentUpdate(w,c.__s,b)===!1){t.__v!=n.__v&&(c.props=w,c.state=c.__s,c.__g&=-9),t.__e=n.__e,t.__k=
n.__k,t.__k.some(function(M){M&&(M.__=t)}),Fe.push.apply(c.__h,c.__k),c.__k=[],c.__h.length&&a.push(c),s=Y(n);break e}c.componentWillUpdate&&c.componentWillUpdate(
w,c.__s,b),v&&c.componentDidUpdate&&c.__h.push(function(){c.componentDidUpdate(p,g,_)})}else v&&!x.getDerivedStateFromProps&&c.componentWillMount&&c.componentWillMount(),
v&&c.componentDidMount&&c.__h.push(c.componentDidMount);c.context=b,c.props=w,c.__P=e,c.__g&=-5,T=k.__r,C=v?25:0;do c.__g&=-9,T&&T(t),u=c.render(c.props,c.state=
c.__s,c.context);while(8&c.__g&&++C<25);v&&(Fe.push.apply(c.__h,c.__k),c.__k=[]),c.state=c.__s,c.getChildContext&&(r=ee({},r,c.getChildContext())),v&&n.__c&&c.getSnapshotBeforeUpdate&&
(_=c.getSnapshotBeforeUpdate(p,g)),P=u&&u.type===L&&u.key==null?u.props.children:u,w.__P&&(u=s,i=(e=w.__P).namespaceURI,f=o=null,n.props&&n.props.__P!=e&&(n.__k.
some(function(M){M&&ht(M,M)}),n.__k=null),s=n.__k?Y(n,0):null),s=an(e,ut(P)?P:[P],t,n,r,i,o,a,s,f,l),w.__P&&(t.__e=null,s=u),t.__u&=-161,m&&m.some(K),c.__h.length&&
a.push(c),1&c.__g&&(c.__g&=-4)}catch(M){if(a.length=h,t.__v=null,f||o)if(M&&M.then){if(t.__u|=128|f,o){for(~(A=o.indexOf(s||void 0))||(A=o.length);(I=o[A-1])&&I.
nodeType==8;)A--;for(;A<o.length;A++)if(I=o[A])if(o[A]=null,E){if(I==X)break}else{if(I.nodeType!=8)break;I.data.startsWith("$s")&&(X=Ie(E=I))}}if(!E){for(;s&&s.
nodeType==8&&s.nextSibling;)s=s.nextSibling;E=s}(u=Ie(E=t.__c.__z||(t.__c.__z=E)))?(t.__e=E,s=u):t.__e=s,s=s&&s.nextSibling}else o&&o.some(K);else t.__e=n.__e;t.
__k||(t.__k=n.__k||[]),M&&M.then||ln(t),k.__e(M,t,n)}}else s=t.__e=ni(n.__e,t,n,r,i,o,a,f,l,e);return(u=k.diffed)&&u(t),s}function Ie(e,t){if(e&&e.nodeType==8&&
e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(
e)}}function ln(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(ln))}function fn(e,t,n){for(var r=0;r<n.length;)dt(n[r++],n[r++],n[r++]);k.__c&&k.__c(t,e),e.some(
function(i){try{e=i.__h,i.__h=[],e.some(function(o){o.call(i)})}catch(o){k.__e(o,i.__v)}})}function ni(e,t,n,r,i,o,a,s,f,l){var u,m,h,c,p,g,_,w,v=n.props||je,y=t.
props,b=t.type;if(b=="svg"?i="http://www.w3.org/2000/svg":b=="math"?i="http://www.w3.org/1998/Math/MathML":i||(i="http://www.w3.org/1999/xhtml"),o){for(u=0;u<o.
length;u++)if((p=o[u])&&(b?p.localName==b:p.nodeType==3)){e=p,o[u]=null;break}}if(!e){if(w=l.ownerDocument||document,!b)return w.createTextNode(y);e=w.createElementNS(
i,b,y.is?y:l),s&&(k.__m&&k.__m(t,o),s=!1),o=null}if(b){if(l=b=="template"&&e.content||e,o=b=="textarea"&&y.defaultValue!=null?null:o&&nn.call(l.childNodes),!s&&
o)for(v={},u=0;u<e.attributes.length;u++)v[(p=e.attributes[u]).name]=p.value;for(u in v)p=v[u],u=="dangerouslySetInnerHTML"?h=p:u=="children"||u in y||u=="value"&&
"defaultValue"in y||u=="checked"&&"defaultChecked"in y||Oe(e,u,null,p,i);for(u in y)p=y[u],u=="children"?c=p:u=="dangerouslySetInnerHTML"?m=p:u=="value"?g=p:u==
"checked"?_=p:s&&typeof p!="function"||v[u]===p||Oe(e,u,p,v[u],i);m?(s||h&&(m.__html==h.__html||m.__html==e.innerHTML)||(e.innerHTML=m.__html),t.__k=[]):(h&&(e.
textContent=""),(b=="foreignObject"||i=="http://www.w3.org/1998/Math/MathML"&&Zr.test(b))&&(i="http://www.w3.org/1999/xhtml"),an(l,ut(c)?c:[c],t,n,r,i,o,a,o?o[0]:
n.__k&&Y(n,0),s,f),o&&o.some(K)),s&&b!="textarea"||(u="value",b=="progress"&&g==null?e.removeAttribute(u):g==null||g===e[u]&&(b!="progress"||g)||Oe(e,u,g,v[u],i),
u="checked",_!=null&&_!=e[u]&&Oe(e,u,_,v[u],i))}else v===y||s&&e.data==y||(e.data=y);return e}function dt(e,t,n,r){try{typeof e=="function"?t?t.__x=e(t)||1:r&&(r=
r.__c||r.__e)&&(t=r.__x)&&(r.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(i){k.__e(i,n)}}function ht(e,t,n){var r,i,o,a;if(k.unmount&&k.unmount(
e),!(r=e.ref)||r.current&&r.current!=e.__e||dt(r,null,t,e),r=e.__c){if(r.componentWillUnmount)try{r.componentWillUnmount()}catch(s){k.__e(s,t)}r.__P=r.__n=null}
if(r=e.__k)for(a=0;a<r.length;a++)r[a]&&ht(r[a],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(r=e.__c)&&(r=r.__z)&&(i=Ie(r,o=[]))&&(r==e.__e&&o.some(K),K(i),
K(r)),n||K(e.__e),e.__e=e.__c=e.__=null}function ri(e,t,n){return this.constructor(e,n)}function un(e,t){var n,r,i,o;k.__&&k.__(e,t),t.nodeType==9&&(t=t.documentElement),
r=(n=e&&32&e.__u)?null:t.__k,t.__k=ze(L,{children:[e]}),i=[],o=[],ct(t,t.__k,r||je,je,t.namespaceURI,r?null:t.firstChild?nn.call(t.childNodes):null,i,r?r.__e:t.
firstChild,n,o),fn(i,t.__k,o),t.__k.props.children=null}k={__e:function(e,t,n,r){for(var i,o,a;t=t.__;)if((i=t.__c)&&!(1&i.__g)){i.__g|=4;try{if((a=(o=i.constructor)&&o.getDerivedStateFromError)&&i.setState(o.getDerivedStateFromError(
e)),i.componentDidCatch&&(i.componentDidCatch(e,r||{}),a=1),a&&8&i.__g)return void(i.__g|=2)}catch(s){e=s}}throw qe=0,e}},Kt=0,Gr=function(e){return e!=null&&e.
constructor===ke},De.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=ee({},this.state)),typeof e=="function"&&(e=e(ee({},n),this.props)),
e&&(ee(n,e),this.__v&&(t&&this.__k.push(t),Zt(this)))},De.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),Zt(this))},De.prototype.render=
L,W=[],qe=0,en=function(e,t){return e.__v.__b-t.__v.__b},Le=Symbol(),tn=/(PointerCapture)$|Capture$/i,ft=0,lt={},Qr=0;var ue,N,mt,cn,pt=Object.is,He=0,bn=[],gt=[],$=k,dn=$.__b,hn=$.__r,mn=$.diffed,pn=$.__c,gn=$.unmount,_n=$.__;function Ve(e,t){$.__h&&$.__h(N,e,He||t),He=0;var n=N.
__H||(N.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function V(e){return He=1,ii(yn,e)}function ii(e,t,n){var r=Ve(ue++,2);if(r.t=e,!r.__c&&
(r.__=[n?n(t):yn(void 0,t),function(o){var a=(r.__N||r.__)[0],s=r.t(a,o);pt(a,s)||(r.__N=[s,r.__[1]],r.__c.setState({}))}],r.__c=N,!N.__f)){N.__f=!0;var i=N.shouldComponentUpdate;
N.shouldComponentUpdate=function(o,a,s){var f=this.__H;if(!f)return!0;var l=!1,u=this.props!=o;if(f.__.some(function(h){h.__N&&(l=!0,pt(h.__[0],h.__N[0])||(u=!0))}),
i){var m=i.call(this,o,a,s);return l?m||u:m}return!l||u}}return r.__}function B(e,t){var n=Ve(ue++,3);!$.__s&&wn(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,N.__H.__h.push(
n))}function G(e){return He=5,xt(function(){return{current:e}},[])}function xt(e,t){var n=Ve(ue++,7);return wn(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function vt(){var e=Ve(ue++,11);if(!e.__){for(var t=N.__v;!t.__m&&t.__;)t=t.__;var n=t.__m||(t.__m=[0,0]);e.__="P"+n[0]+"-"+n[1]++}return e.__}function oi(){var e;
do{for(;e=gt.shift();)try{Me(e)}catch(n){$.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=bn.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(Me),t.__h.some(_t),t.__h=[]}catch(n){
t.__h=[],$.__e(n,e.__v)}}}while(gt.length)}$.__b=function(e){N=null,dn&&dn(e)},$.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),_n&&_n(e,t)},$.__r=function(e){
hn&&hn(e),ue=0;var t=(N=e.__c).__H;t&&(mt==N?N.__h=[]:(t.__h.some(Me),t.__h.some(_t),ue=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),
mt=N},$.diffed=function(e){mn&&mn(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&vn(bn.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),mt=N=null},$.__c=function(e,t){
t.some(function(n){try{n.__h.some(Me),n.__h=n.__h.filter(function(r){return!r.__||_t(r)})}catch(r){n.__h=[function(){throw r}]}}),pn&&pn(e,t)},$.unmount=function(e){
gn&&gn(e);var t,n,r=e.__c;r&&r.__H&&(r.__H.__.some(function(i){try{if(i.__P&&i.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}i.__P=n,
vn(gt.push(i))}else Me(i)}catch(o){t=o}}),r.__H=void 0,t&&$.__e(t,r.__v))};var xn=typeof requestAnimationFrame=="function";function ai(e){var t,n=function(){clearTimeout(
r),xn&&cancelAnimationFrame(t),setTimeout(e)},r=setTimeout(n,35);xn&&(t=requestAnimationFrame(n))}function vn(e){e!=1&&cn==$.requestAnimationFrame||((cn=$.requestAnimationFrame)||
ai)(oi)}function Me(e){var t=N,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),N=t}function _t(e){var t=N;e.__c=e.__(),N=t}function wn(e,t){return!e||e.length!=
t.length||t.some(function(n,r){return!pt(n,e[r])})}function yn(e,t){return typeof t=="function"?t(e):t}var q=class extends Error{constructor(n,r,i=[]){super(r);this.kind=n;this.violations=i}kind;violations},bt="credence.token";function kn(e){e?sessionStorage.setItem(
bt,e):sessionStorage.removeItem(bt)}function Mn(e,t={},n){let r=new URLSearchParams;for(let[o,a]of Object.entries(t))a!==void 0&&a!==""&&r.set(o,String(a));let i=r.toString();return si(i?`${e}?${i}`:
e,{signal:n})}async function si(e,t){let n=sessionStorage.getItem(bt),r=new Headers(t.headers);n&&r.set("Authorization",`Bearer ${n}`);let i;try{i=await fetch(`api/v1/${e}`,{
...t,headers:r,cache:"no-store",credentials:"omit"})}catch(o){throw t.signal?.aborted?o:new q("gone","The server does not answer.")}if(i.ok)return await i.json();
throw await li(i,n!==null)}async function li(e,t){let n;try{n=await e.json()}catch{}let r=n?.message||`The server answered with HTTP status ${e.status}.`;if(e.status===
401)return new q("token",t?"The server refused this token.":r);if(e.status===403)return new q("off",r);if(n===void 0&&e.status===404)return new q("off","This se\
rver has no JSON API.");let i=(n?.details??[]).flatMap(o=>o.fieldViolations??[]);return new q("refused",r,i)}function $n(e,t,n){let[r,i]=V({key:e,at:0}),o=G(t);o.current=t;let a=G(()=>{});B(()=>{let f,l,u=!1,m=async()=>{if(clearTimeout(f),l||document.hidden)return;let c=l=
new AbortController,p;try{p={data:await o.current(c.signal)}}catch(g){p={error:g instanceof q?g:new q("refused",String(g))}}u||(l=void 0,i(g=>{let _=p.data??(g.
key===e?g.data:void 0);return{key:e,data:_,error:p.error,at:p.data?Date.now():g.at}}),f=setTimeout(m,n))};a.current=m;let h=()=>{document.hidden||m()};return document.
addEventListener("visibilitychange",h),m(),()=>{u=!0,clearTimeout(f),l?.abort(),document.removeEventListener("visibilitychange",h)}},[e,n]);let s=r.key===e;return{
data:s?r.data:void 0,error:s?r.error:void 0,at:r.at,refresh:()=>a.current()}}var fi=Symbol.for("pv"),ui=0;function d(e,t,n,r,i,o){t||(t={});var a,s,f=t;if("ref"in f&&typeof e!="function")for(s in f={},t)s=="ref"?a=t[s]:f[s]=t[s];var l={type:e,props:f,key:n,ref:a,__k:null,
__:null,__b:0,__e:null,__c:null,constructor:fi,__v:--ui,__i:-1,__u:0};return(i||o)&&(l.__source=i,l.__self=o),k.vnode&&k.vnode(l),l}function wt(e){let t=vt();return d("section",{class:`panel ${e.class??""}`,"aria-labelledby":t,children:[d("h2",{id:t,children:e.title}),e.note&&d("p",{class:"n\
ote",children:e.note}),e.children]})}var Nn={COLOR_UNSPECIFIED:{word:"Unknown",path:"M8 4.5v4M8 11v.5"},COLOR_GREY:{word:"Too early",path:"M4.5 8h7"},COLOR_GREEN:{word:"Green",path:"M4.5 8.3l2.4 2.\
4 4.6-5"},COLOR_YELLOW:{word:"Yellow",path:"M8 4.5v4M8 11v.5"},COLOR_RED:{word:"Red",path:"M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6"}};function Cn(e){let t=e.color??"\
COLOR_UNSPECIFIED",{word:n,path:r}=Nn[t]??Nn.COLOR_UNSPECIFIED;return d("span",{class:"light","data-color":t.replace("COLOR_","").toLowerCase(),children:[d("svg",
{viewBox:"0 0 16 16",width:"18",height:"18","aria-hidden":"true",children:[d("circle",{cx:"8",cy:"8",r:"8"}),d("path",{d:r})]}),n]})}function Q(e){return d("div",{class:"notice","data-tone":e.tone??"plain",role:e.tone==="bad"?"alert":void 0,children:[d("p",{class:"notice-title",children:e.title}),
e.children]})}function Tn(e){return e.error?e.error.kind==="token"?d(Sn,{message:e.error.message,onToken:e.onToken}):e.error.kind==="off"?d(Q,{title:"The JSON A\
PI is switched off",tone:"warn",children:[d("p",{children:e.error.message}),d("p",{children:"On an address other than loopback the server offers it only behind \
a token. The operator's guide says how to set one."}),d(Sn,{message:"If you have a token, enter it here.",onToken:e.onToken})]}):e.error.kind==="gone"?d(Q,{title:"\
The server does not answer",tone:"bad",children:d("p",{children:"This page asks again by itself. Nothing needs to be done here once the server is back."})}):d(Q,
{title:`The server did not give ${e.what}`,tone:"bad",children:d("p",{children:e.error.message})}):d("p",{class:"waiting","aria-live":"polite",children:["Asking\
 the server for ",e.what," …"]})}function Sn(e){let t=vt(),[n,r]=V("");return d("form",{class:"token",onSubmit:o=>{o.preventDefault(),kn(n.trim()),e.onToken?.()},
children:[d("p",{children:e.message}),d("div",{class:"field",children:[d("label",{for:t,children:"Access token"}),d("input",{id:t,type:"password",autocomplete:"\
off",value:n,onInput:o=>r(o.currentTarget.value)})]}),d("button",{class:"button primary",type:"submit",disabled:!n.trim(),children:"Use this token"}),d("p",{class:"\
hint",children:"It is kept in this tab until you close it, and is sent to this server alone."})]})}function Rn(e){let[t,n=""]=e.replace(/^#\/?/,"").split("?");return{view:t||"overview",params:Object.fromEntries(new URLSearchParams(n))}}function te(e,t={}){let n=new URLSearchParams;
for(let[i,o]of Object.entries(t))o&&n.set(i,o);let r=n.toString();return r?`#/${e}?${r}`:`#/${e}`}function An(){let[e,t]=V(()=>Rn(location.hash));return B(()=>{
let n=()=>t(Rn(location.hash));return addEventListener("hashchange",n),()=>removeEventListener("hashchange",n)},[]),e}function Pn(e,t){let n=t.filter(i=>i.model===e.params.model),r=n.find(i=>String(i.version)===e.params.version)??n.find(i=>i.isDefault)??n[0]??t.find(i=>i.isDefault)??
t[0];return r&&{model:r.model,version:String(r.version)}}function En(e){return`${e.model} · version ${e.version}`}var On="credence.theme";function ci(){let e=localStorage.getItem(On);return e==="light"||e==="dark"?e:void 0}function Ln(){let e=matchMedia("(prefers-color-sche\
me: dark)"),[t,n]=V(e.matches?"dark":"light"),[r,i]=V(ci);B(()=>{let s=()=>n(e.matches?"dark":"light");return e.addEventListener("change",s),()=>e.removeEventListener(
"change",s)},[]),B(()=>{r&&(document.documentElement.dataset.theme=r)},[r]);let o=r??t;return[o,()=>{let s=o==="dark"?"light":"dark";localStorage.setItem(On,s),
i(s)}]}function Be(e,t){return e==null||t==null?NaN:e<t?-1:e>t?1:e>=t?0:NaN}function di(e,t){return e==null||t==null?NaN:t<e?-1:t>e?1:t>=e?0:NaN}function zn(e){let t,n,
r;e.length!==2?(t=Be,n=(s,f)=>Be(e(s),f),r=(s,f)=>e(s)-f):(t=e===Be||e===di?e:hi,n=e,r=e);function i(s,f,l=0,u=s.length){if(l<u){if(t(f,f)!==0)return u;do{let m=l+
u>>>1;n(s[m],f)<0?l=m+1:u=m}while(l<u)}return l}function o(s,f,l=0,u=s.length){if(l<u){if(t(f,f)!==0)return u;do{let m=l+u>>>1;n(s[m],f)<=0?l=m+1:u=m}while(l<u)}
return l}function a(s,f,l=0,u=s.length){let m=i(s,f,l,u-1);return m>l&&r(s[m-1],f)>-r(s[m],f)?m-1:m}return{left:i,center:a,right:o}}function hi(){return 0}function mi(e){
return e===null?NaN:+e}var Dn=zn(Be),In=Dn.right,Ko=Dn.left,ea=zn(mi).center;var ta=qn(jn),na=qn(pi);function qn(e){return function(t,n,r=n){if(!((n=+n)>=0))throw new RangeError("invalid rx");if(!((r=+r)>=0))throw new RangeError("invalid\
 ry");let{data:i,width:o,height:a}=t;if(!((o=Math.floor(o))>=0))throw new RangeError("invalid width");if(!((a=Math.floor(a!==void 0?a:i.length/o))>=0))throw new RangeError(
"invalid height");if(!o||!a||!n&&!r)return t;let s=n&&e(n),f=r&&e(r),l=i.slice();return s&&f?(ce(s,l,i,o,a),ce(s,i,l,o,a),ce(s,l,i,o,a),de(f,i,l,o,a),de(f,l,i,o,
a),de(f,i,l,o,a)):s?(ce(s,i,l,o,a),ce(s,l,i,o,a),ce(s,i,l,o,a)):f&&(de(f,i,l,o,a),de(f,l,i,o,a),de(f,i,l,o,a)),t}}function ce(e,t,n,r,i){for(let o=0,a=r*i;o<a;)
e(t,n,o,o+=r,1)}function de(e,t,n,r,i){for(let o=0,a=r*i;o<r;++o)e(t,n,o,o+a,r)}function pi(e){let t=jn(e);return(n,r,i,o,a)=>{i<<=2,o<<=2,a<<=2,t(n,r,i+0,o+0,a),
t(n,r,i+1,o+1,a),t(n,r,i+2,o+2,a),t(n,r,i+3,o+3,a)}}function jn(e){let t=Math.floor(e);if(t===e)return gi(e);let n=e-t,r=2*e+1;return(i,o,a,s,f)=>{if(!((s-=f)>=
a))return;let l=t*o[a],u=f*t,m=u+f;for(let h=a,c=a+u;h<c;h+=f)l+=o[Math.min(s,h)];for(let h=a,c=s;h<=c;h+=f)l+=o[Math.min(s,h+u)],i[h]=(l+n*(o[Math.max(a,h-m)]+
o[Math.min(s,h+m)]))/r,l-=o[Math.max(a,h-u)]}}function gi(e){let t=2*e+1;return(n,r,i,o,a)=>{if(!((o-=a)>=i))return;let s=e*r[i],f=a*e;for(let l=i,u=i+f;l<u;l+=
a)s+=r[Math.min(o,l)];for(let l=i,u=o;l<=u;l+=a)s+=r[Math.min(o,l+f)],n[l]=s/t,s-=r[Math.max(i,l-f)]}}var _i=Array.prototype,ra=_i.slice;var xi=Math.sqrt(50),vi=Math.sqrt(10),bi=Math.sqrt(2);function Ue(e,t,n){let r=(t-e)/Math.max(0,n),i=Math.floor(Math.log10(r)),o=r/Math.pow(10,i),a=o>=xi?10:o>=
vi?5:o>=bi?2:1,s,f,l;return i<0?(l=Math.pow(10,-i)/a,s=Math.round(e*l),f=Math.round(t*l),s/l<e&&++s,f/l>t&&--f,l=-l):(l=Math.pow(10,i)*a,s=Math.round(e/l),f=Math.
round(t/l),s*l<e&&++s,f*l>t&&--f),f<s&&.5<=n&&n<2?Ue(e,t,n*2):[s,f,l]}function Fn(e,t,n){if(t=+t,e=+e,n=+n,!(n>0))return[];if(e===t)return[e];let r=t<e,[i,o,a]=r?
Ue(t,e,n):Ue(e,t,n);if(!(o>=i))return[];let s=o-i+1,f=new Array(s);if(r)if(a<0)for(let l=0;l<s;++l)f[l]=(o-l)/-a;else for(let l=0;l<s;++l)f[l]=(o-l)*a;else if(a<
0)for(let l=0;l<s;++l)f[l]=(i+l)/-a;else for(let l=0;l<s;++l)f[l]=(i+l)*a;return f}function Xe(e,t,n){return t=+t,e=+e,n=+n,Ue(e,t,n)[2]}function Hn(e,t,n){t=+t,
e=+e,n=+n;let r=t<e,i=r?Xe(t,e,n):Xe(e,t,n);return(r?-1:1)*(i<0?1/-i:i)}var ia=wi(Math.random);function wi(e){return function(n,r=0,i=n.length){let o=i-(r=+r);for(;o;){let a=e()*o--|0,s=n[o+r];n[o+r]=n[a+r],n[a+r]=s}return n}}function Vn(e,t){switch(arguments.length){case 0:break;case 1:this.range(e);break;default:this.range(t).domain(e);break}return this}function ge(e,t,n){e.prototype=t.prototype=n,n.constructor=e}function Se(e,t){var n=Object.create(e.prototype);for(var r in t)n[r]=t[r];return n}function Z(){}var oe=.7,
pe=1/oe,he="\\s*([+-]?\\d+)\\s*",$e="\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)\\s*",j="\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)%\\s*",yi=/^#([0-9a-f]{3,8})$/,
ki=new RegExp(`^rgb\\(${he},${he},${he}\\)$`),Mi=new RegExp(`^rgb\\(${j},${j},${j}\\)$`),$i=new RegExp(`^rgba\\(${he},${he},${he},${$e}\\)$`),Ni=new RegExp(`^rg\
ba\\(${j},${j},${j},${$e}\\)$`),Si=new RegExp(`^hsl\\(${$e},${j},${j}\\)$`),Ci=new RegExp(`^hsla\\(${$e},${j},${j},${$e}\\)$`),Bn={aliceblue:15792383,antiquewhite:16444375,
aqua:65535,aquamarine:8388564,azure:15794175,beige:16119260,bisque:16770244,black:0,blanchedalmond:16772045,blue:255,blueviolet:9055202,brown:10824234,burlywood:14596231,
cadetblue:6266528,chartreuse:8388352,chocolate:13789470,coral:16744272,cornflowerblue:6591981,cornsilk:16775388,crimson:14423100,cyan:65535,darkblue:139,darkcyan:35723,
darkgoldenrod:12092939,darkgray:11119017,darkgreen:25600,darkgrey:11119017,darkkhaki:12433259,darkmagenta:9109643,darkolivegreen:5597999,darkorange:16747520,darkorchid:10040012,
darkred:9109504,darksalmon:15308410,darkseagreen:9419919,darkslateblue:4734347,darkslategray:3100495,darkslategrey:3100495,darkturquoise:52945,darkviolet:9699539,
deeppink:16716947,deepskyblue:49151,dimgray:6908265,dimgrey:6908265,dodgerblue:2003199,firebrick:11674146,floralwhite:16775920,forestgreen:2263842,fuchsia:16711935,
gainsboro:14474460,ghostwhite:16316671,gold:16766720,goldenrod:14329120,gray:8421504,green:32768,greenyellow:11403055,grey:8421504,honeydew:15794160,hotpink:16738740,
indianred:13458524,indigo:4915330,ivory:16777200,khaki:15787660,lavender:15132410,lavenderblush:16773365,lawngreen:8190976,lemonchiffon:16775885,lightblue:11393254,
lightcoral:15761536,lightcyan:14745599,lightgoldenrodyellow:16448210,lightgray:13882323,lightgreen:9498256,lightgrey:13882323,lightpink:16758465,lightsalmon:16752762,
lightseagreen:2142890,lightskyblue:8900346,lightslategray:7833753,lightslategrey:7833753,lightsteelblue:11584734,lightyellow:16777184,lime:65280,limegreen:3329330,
linen:16445670,magenta:16711935,maroon:8388608,mediumaquamarine:6737322,mediumblue:205,mediumorchid:12211667,mediumpurple:9662683,mediumseagreen:3978097,mediumslateblue:8087790,
mediumspringgreen:64154,mediumturquoise:4772300,mediumvioletred:13047173,midnightblue:1644912,mintcream:16121850,mistyrose:16770273,moccasin:16770229,navajowhite:16768685,
navy:128,oldlace:16643558,olive:8421376,olivedrab:7048739,orange:16753920,orangered:16729344,orchid:14315734,palegoldenrod:15657130,palegreen:10025880,paleturquoise:11529966,
palevioletred:14381203,papayawhip:16773077,peachpuff:16767673,peru:13468991,pink:16761035,plum:14524637,powderblue:11591910,purple:8388736,rebeccapurple:6697881,
red:16711680,rosybrown:12357519,royalblue:4286945,saddlebrown:9127187,salmon:16416882,sandybrown:16032864,seagreen:3050327,seashell:16774638,sienna:10506797,silver:12632256,
skyblue:8900331,slateblue:6970061,slategray:7372944,slategrey:7372944,snow:16775930,springgreen:65407,steelblue:4620980,tan:13808780,teal:32896,thistle:14204888,
tomato:16737095,turquoise:4251856,violet:15631086,wheat:16113331,white:16777215,whitesmoke:16119285,yellow:16776960,yellowgreen:10145074};ge(Z,_e,{copy(e){return Object.
assign(new this.constructor,this,e)},displayable(){return this.rgb().displayable()},hex:Un,formatHex:Un,formatHex8:Ti,formatHsl:Ri,formatRgb:Xn,toString:Xn});function Un(){
return this.rgb().formatHex()}function Ti(){return this.rgb().formatHex8()}function Ri(){return tr(this).formatHsl()}function Xn(){return this.rgb().formatRgb()}
function _e(e){var t,n;return e=(e+"").trim().toLowerCase(),(t=yi.exec(e))?(n=t[1].length,t=parseInt(t[1],16),n===6?Wn(t):n===3?new S(t>>8&15|t>>4&240,t>>4&15|t&
240,(t&15)<<4|t&15,1):n===8?We(t>>24&255,t>>16&255,t>>8&255,(t&255)/255):n===4?We(t>>12&15|t>>8&240,t>>8&15|t>>4&240,t>>4&15|t&240,((t&15)<<4|t&15)/255):null):(t=
ki.exec(e))?new S(t[1],t[2],t[3],1):(t=Mi.exec(e))?new S(t[1]*255/100,t[2]*255/100,t[3]*255/100,1):(t=$i.exec(e))?We(t[1],t[2],t[3],t[4]):(t=Ni.exec(e))?We(t[1]*
255/100,t[2]*255/100,t[3]*255/100,t[4]):(t=Si.exec(e))?Qn(t[1],t[2]/100,t[3]/100,1):(t=Ci.exec(e))?Qn(t[1],t[2]/100,t[3]/100,t[4]):Bn.hasOwnProperty(e)?Wn(Bn[e]):
e==="transparent"?new S(NaN,NaN,NaN,0):null}function Wn(e){return new S(e>>16&255,e>>8&255,e&255,1)}function We(e,t,n,r){return r<=0&&(e=t=n=NaN),new S(e,t,n,r)}
function St(e){return e instanceof Z||(e=_e(e)),e?(e=e.rgb(),new S(e.r,e.g,e.b,e.opacity)):new S}function Ce(e,t,n,r){return arguments.length===1?St(e):new S(e,
t,n,r??1)}function S(e,t,n,r){this.r=+e,this.g=+t,this.b=+n,this.opacity=+r}ge(S,Ce,Se(Z,{brighter(e){return e=e==null?pe:Math.pow(pe,e),new S(this.r*e,this.g*e,
this.b*e,this.opacity)},darker(e){return e=e==null?oe:Math.pow(oe,e),new S(this.r*e,this.g*e,this.b*e,this.opacity)},rgb(){return this},clamp(){return new S(re(
this.r),re(this.g),re(this.b),Ge(this.opacity))},displayable(){return-.5<=this.r&&this.r<255.5&&-.5<=this.g&&this.g<255.5&&-.5<=this.b&&this.b<255.5&&0<=this.opacity&&
this.opacity<=1},hex:Yn,formatHex:Yn,formatHex8:Ai,formatRgb:Gn,toString:Gn}));function Yn(){return`#${ne(this.r)}${ne(this.g)}${ne(this.b)}`}function Ai(){return`\
#${ne(this.r)}${ne(this.g)}${ne(this.b)}${ne((isNaN(this.opacity)?1:this.opacity)*255)}`}function Gn(){let e=Ge(this.opacity);return`${e===1?"rgb(":"rgba("}${re(
this.r)}, ${re(this.g)}, ${re(this.b)}${e===1?")":`, ${e})`}`}function Ge(e){return isNaN(e)?1:Math.max(0,Math.min(1,e))}function re(e){return Math.max(0,Math.min(
255,Math.round(e)||0))}function ne(e){return e=re(e),(e<16?"0":"")+e.toString(16)}function Qn(e,t,n,r){return r<=0?e=t=n=NaN:n<=0||n>=1?e=t=NaN:t<=0&&(e=NaN),new z(
e,t,n,r)}function tr(e){if(e instanceof z)return new z(e.h,e.s,e.l,e.opacity);if(e instanceof Z||(e=_e(e)),!e)return new z;if(e instanceof z)return e;e=e.rgb();
var t=e.r/255,n=e.g/255,r=e.b/255,i=Math.min(t,n,r),o=Math.max(t,n,r),a=NaN,s=o-i,f=(o+i)/2;return s?(t===o?a=(n-r)/s+(n<r)*6:n===o?a=(r-t)/s+2:a=(t-n)/s+4,s/=f<
.5?o+i:2-o-i,a*=60):s=f>0&&f<1?0:a,new z(a,s,f,e.opacity)}function Ze(e,t,n,r){return arguments.length===1?tr(e):new z(e,t,n,r??1)}function z(e,t,n,r){this.h=+e,
this.s=+t,this.l=+n,this.opacity=+r}ge(z,Ze,Se(Z,{brighter(e){return e=e==null?pe:Math.pow(pe,e),new z(this.h,this.s,this.l*e,this.opacity)},darker(e){return e=
e==null?oe:Math.pow(oe,e),new z(this.h,this.s,this.l*e,this.opacity)},rgb(){var e=this.h%360+(this.h<0)*360,t=isNaN(e)||isNaN(this.s)?0:this.s,n=this.l,r=n+(n<.5?
n:1-n)*t,i=2*n-r;return new S(yt(e>=240?e-240:e+120,i,r),yt(e,i,r),yt(e<120?e+240:e-120,i,r),this.opacity)},clamp(){return new z(Zn(this.h),Ye(this.s),Ye(this.l),
Ge(this.opacity))},displayable(){return(0<=this.s&&this.s<=1||isNaN(this.s))&&0<=this.l&&this.l<=1&&0<=this.opacity&&this.opacity<=1},formatHsl(){let e=Ge(this.
opacity);return`${e===1?"hsl(":"hsla("}${Zn(this.h)}, ${Ye(this.s)*100}%, ${Ye(this.l)*100}%${e===1?")":`, ${e})`}`}}));function Zn(e){return e=(e||0)%360,e<0?e+
360:e}function Ye(e){return Math.max(0,Math.min(1,e||0))}function yt(e,t,n){return(e<60?t+(n-t)*e/60:e<180?n:e<240?t+(n-t)*(240-e)/60:t)*255}var nr=Math.PI/180,
rr=180/Math.PI,Qe=18,ir=.96422,or=1,ar=.82521,sr=4/29,me=6/29,lr=3*me*me,Pi=me*me*me;function fr(e){if(e instanceof F)return new F(e.l,e.a,e.b,e.opacity);if(e instanceof
U)return cr(e);e instanceof S||(e=St(e));var t=Nt(e.r),n=Nt(e.g),r=Nt(e.b),i=kt((.2225045*t+.7168786*n+.0606169*r)/or),o,a;return t===n&&n===r?o=a=i:(o=kt((.4360747*
t+.3850649*n+.1430804*r)/ir),a=kt((.0139322*t+.0971045*n+.7141733*r)/ar)),new F(116*i-16,500*(o-i),200*(i-a),e.opacity)}function ur(e,t,n,r){return arguments.length===1?fr(e):new F(e,t,n,r??1)}function F(e,t,n,r){this.l=+e,this.a=+t,this.b=+n,this.opacity=+r}ge(F,ur,Se(Z,{brighter(e){
return new F(this.l+Qe*(e??1),this.a,this.b,this.opacity)},darker(e){return new F(this.l-Qe*(e??1),this.a,this.b,this.opacity)},rgb(){var e=(this.l+16)/116,t=isNaN(
this.a)?e:e+this.a/500,n=isNaN(this.b)?e:e-this.b/200;return t=ir*Mt(t),e=or*Mt(e),n=ar*Mt(n),new S($t(3.1338561*t-1.6168667*e-.4906146*n),$t(-.9787684*t+1.9161415*
e+.033454*n),$t(.0719453*t-.2289914*e+1.4052427*n),this.opacity)}}));function kt(e){return e>Pi?Math.pow(e,1/3):e/lr+sr}function Mt(e){return e>me?e*e*e:lr*(e-sr)}
function $t(e){return 255*(e<=.0031308?12.92*e:1.055*Math.pow(e,1/2.4)-.055)}function Nt(e){return(e/=255)<=.04045?e/12.92:Math.pow((e+.055)/1.055,2.4)}function Ei(e){
if(e instanceof U)return new U(e.h,e.c,e.l,e.opacity);if(e instanceof F||(e=fr(e)),e.a===0&&e.b===0)return new U(NaN,0<e.l&&e.l<100?0:NaN,e.l,e.opacity);var t=Math.
atan2(e.b,e.a)*rr;return new U(t<0?t+360:t,Math.sqrt(e.a*e.a+e.b*e.b),e.l,e.opacity)}function Je(e,t,n,r){return arguments.length===1?Ei(e):new U(e,t,n,r??1)}function U(e,t,n,r){this.h=+e,this.c=+t,this.l=+n,this.opacity=+r}function cr(e){if(isNaN(
e.h))return new F(e.l,0,0,e.opacity);var t=e.h*nr;return new F(e.l,Math.cos(t)*e.c,Math.sin(t)*e.c,e.opacity)}ge(U,Je,Se(Z,{brighter(e){return new U(this.h,this.
c,this.l+Qe*(e??1),this.opacity)},darker(e){return new U(this.h,this.c,this.l-Qe*(e??1),this.opacity)},rgb(){return cr(this).rgb()}}));var dr=-.14861,Ct=1.78277,
Tt=-.29227,Ke=-.90649,Ne=1.97294,Jn=Ne*Ke,Kn=Ne*Ct,er=Ct*Tt-Ke*dr;function Oi(e){if(e instanceof ie)return new ie(e.h,e.s,e.l,e.opacity);e instanceof S||(e=St(e));
var t=e.r/255,n=e.g/255,r=e.b/255,i=(er*r+Jn*t-Kn*n)/(er+Jn-Kn),o=r-i,a=(Ne*(n-i)-Tt*o)/Ke,s=Math.sqrt(a*a+o*o)/(Ne*i*(1-i)),f=s?Math.atan2(a,o)*rr-120:NaN;return new ie(
f<0?f+360:f,s,i,e.opacity)}function et(e,t,n,r){return arguments.length===1?Oi(e):new ie(e,t,n,r??1)}function ie(e,t,n,r){this.h=+e,this.s=+t,this.l=+n,this.opacity=
+r}ge(ie,et,Se(Z,{brighter(e){return e=e==null?pe:Math.pow(pe,e),new ie(this.h,this.s,this.l*e,this.opacity)},darker(e){return e=e==null?oe:Math.pow(oe,e),new ie(
this.h,this.s,this.l*e,this.opacity)},rgb(){var e=isNaN(this.h)?0:(this.h+120)*nr,t=+this.l,n=isNaN(this.s)?0:this.s*t*(1-t),r=Math.cos(e),i=Math.sin(e);return new S(
255*(t+n*(dr*r+Ct*i)),255*(t+n*(Tt*r+Ke*i)),255*(t+n*(Ne*r)),this.opacity)}}));function gr(e,t,n,r,i){var o=e*e,a=o*e;return((1-3*e+3*o-a)*t+(4-6*o+3*a)*n+(1+3*e+3*o-3*a)*r+a*i)/6}function Li(e){var t=e.length-1;return function(n){var r=n<=
0?n=0:n>=1?(n=1,t-1):Math.floor(n*t),i=e[r],o=e[r+1],a=r>0?e[r-1]:2*i-o,s=r<t-1?e[r+2]:2*o-i;return gr((n-r/t)*t,a,i,o,s)}}function zi(e){var t=e.length;return function(n){
var r=Math.floor(((n%=1)<0?++n:n)*t),i=e[(r+t-1)%t],o=e[r%t],a=e[(r+1)%t],s=e[(r+2)%t];return gr((n-r/t)*t,i,o,a,s)}}var nt=e=>()=>e;function _r(e,t){return function(n){
return e+n*t}}function Di(e,t,n){return e=Math.pow(e,n),t=Math.pow(t,n)-e,n=1/n,function(r){return Math.pow(e+r*t,n)}}function Et(e,t){var n=t-e;return n?_r(e,n>
180||n<-180?n-360*Math.round(n/360):n):nt(isNaN(e)?t:e)}function Ii(e){return(e=+e)==1?R:function(t,n){return n-t?Di(t,n,e):nt(isNaN(t)?n:t)}}function R(e,t){var n=t-
e;return n?_r(e,n):nt(isNaN(e)?t:e)}var hr=(function e(t){var n=Ii(t);function r(i,o){var a=n((i=Ce(i)).r,(o=Ce(o)).r),s=n(i.g,o.g),f=n(i.b,o.b),l=R(i.opacity,o.
opacity);return function(u){return i.r=a(u),i.g=s(u),i.b=f(u),i.opacity=l(u),i+""}}return r.gamma=e,r})(1);function xr(e){return function(t){var n=t.length,r=new Array(
n),i=new Array(n),o=new Array(n),a,s;for(a=0;a<n;++a)s=Ce(t[a]),r[a]=s.r||0,i[a]=s.g||0,o[a]=s.b||0;return r=e(r),i=e(i),o=e(o),s.opacity=1,function(f){return s.
r=r(f),s.g=i(f),s.b=o(f),s+""}}}var fa=xr(Li),ua=xr(zi);function qi(e,t){t||(t=[]);var n=e?Math.min(t.length,e.length):0,r=t.slice(),i;return function(o){for(i=
0;i<n;++i)r[i]=e[i]*(1-o)+t[i]*o;return r}}function ji(e){return ArrayBuffer.isView(e)&&!(e instanceof DataView)}function Fi(e,t){var n=t?t.length:0,r=e?Math.min(n,e.length):0,i=new Array(r),o=new Array(n),a;for(a=0;a<r;++a)i[a]=rt(e[a],t[a]);for(;a<n;++a)o[a]=t[a];return function(s){
for(a=0;a<r;++a)o[a]=i[a](s);return o}}function Hi(e,t){var n=new Date;return e=+e,t=+t,function(r){return n.setTime(e*(1-r)+t*r),n}}function D(e,t){return e=+e,
t=+t,function(n){return e*(1-n)+t*n}}function Vi(e,t){var n={},r={},i;(e===null||typeof e!="object")&&(e={}),(t===null||typeof t!="object")&&(t={});for(i in t)i in
e?n[i]=rt(e[i],t[i]):r[i]=t[i];return function(o){for(i in n)r[i]=n[i](o);return r}}var At=/[-+]?(?:\d+\.?\d*|\.?\d+)(?:[eE][-+]?\d+)?/g,Rt=new RegExp(At.source,
"g");function Bi(e){return function(){return e}}function Ui(e){return function(t){return e(t)+""}}function Xi(e,t){var n=At.lastIndex=Rt.lastIndex=0,r,i,o,a=-1,
s=[],f=[];for(e=e+"",t=t+"";(r=At.exec(e))&&(i=Rt.exec(t));)(o=i.index)>n&&(o=t.slice(n,o),s[a]?s[a]+=o:s[++a]=o),(r=r[0])===(i=i[0])?s[a]?s[a]+=i:s[++a]=i:(s[++a]=
null,f.push({i:a,x:D(r,i)})),n=Rt.lastIndex;return n<t.length&&(o=t.slice(n),s[a]?s[a]+=o:s[++a]=o),s.length<2?f[0]?Ui(f[0].x):Bi(t):(t=f.length,function(l){for(var u=0,
m;u<t;++u)s[(m=f[u]).i]=m.x(l);return s.join("")})}function rt(e,t){var n=typeof t,r;return t==null||n==="boolean"?nt(t):(n==="number"?D:n==="string"?(r=_e(t))?
(t=r,hr):Xi:t instanceof _e?hr:t instanceof Date?Hi:ji(t)?qi:Array.isArray(t)?Fi:typeof t.valueOf!="function"&&typeof t.toString!="function"||isNaN(t)?Vi:D)(e,t)}function vr(e,t){return e=+e,t=+t,function(n){return Math.round(e*(1-n)+t*n)}}var mr=180/Math.PI,Pt={translateX:0,translateY:0,rotate:0,skewX:0,scaleX:1,scaleY:1};
function br(e,t,n,r,i,o){var a,s,f;return(a=Math.sqrt(e*e+t*t))&&(e/=a,t/=a),(f=e*n+t*r)&&(n-=e*f,r-=t*f),(s=Math.sqrt(n*n+r*r))&&(n/=s,r/=s,f/=s),e*r<t*n&&(e=-e,
t=-t,f=-f,a=-a),{translateX:i,translateY:o,rotate:Math.atan2(t,e)*mr,skewX:Math.atan(f)*mr,scaleX:a,scaleY:s}}var tt;function Wi(e){let t=new(typeof DOMMatrix==
"function"?DOMMatrix:WebKitCSSMatrix)(e+"");return t.isIdentity?Pt:br(t.a,t.b,t.c,t.d,t.e,t.f)}function Yi(e){return e==null||(tt||(tt=document.createElementNS(
"http://www.w3.org/2000/svg","g")),tt.setAttribute("transform",e),!(e=tt.transform.baseVal.consolidate()))?Pt:(e=e.matrix,br(e.a,e.b,e.c,e.d,e.e,e.f))}function wr(e,t,n,r){
function i(l){return l.length?l.pop()+" ":""}function o(l,u,m,h,c,p){if(l!==m||u!==h){var g=c.push("translate(",null,t,null,n);p.push({i:g-4,x:D(l,m)},{i:g-2,x:D(
u,h)})}else(m||h)&&c.push("translate("+m+t+h+n)}function a(l,u,m,h){l!==u?(l-u>180?u+=360:u-l>180&&(l+=360),h.push({i:m.push(i(m)+"rotate(",null,r)-2,x:D(l,u)})):
u&&m.push(i(m)+"rotate("+u+r)}function s(l,u,m,h){l!==u?h.push({i:m.push(i(m)+"skewX(",null,r)-2,x:D(l,u)}):u&&m.push(i(m)+"skewX("+u+r)}function f(l,u,m,h,c,p){
if(l!==m||u!==h){var g=c.push(i(c)+"scale(",null,",",null,")");p.push({i:g-4,x:D(l,m)},{i:g-2,x:D(u,h)})}else(m!==1||h!==1)&&c.push(i(c)+"scale("+m+","+h+")")}return function(l,u){
var m=[],h=[];return l=e(l),u=e(u),o(l.translateX,l.translateY,u.translateX,u.translateY,m,h),a(l.rotate,u.rotate,m,h),s(l.skewX,u.skewX,m,h),f(l.scaleX,l.scaleY,
u.scaleX,u.scaleY,m,h),l=u=null,function(c){for(var p=-1,g=h.length,_;++p<g;)m[(_=h[p]).i]=_.x(c);return m.join("")}}}var ca=wr(Wi,"px, ","px)","deg)"),da=wr(Yi,
", ",")",")"),Gi=1e-12;function pr(e){return((e=Math.exp(e))+1/e)/2}function Qi(e){return((e=Math.exp(e))-1/e)/2}function Zi(e){return((e=Math.exp(2*e))-1)/(e+1)}
var ha=(function e(t,n,r){function i(o,a){var s=o[0],f=o[1],l=o[2],u=a[0],m=a[1],h=a[2],c=u-s,p=m-f,g=c*c+p*p,_,w;if(g<Gi)w=Math.log(h/l)/t,_=function(P){return[
s+P*c,f+P*p,l*Math.exp(t*P*w)]};else{var v=Math.sqrt(g),y=(h*h-l*l+r*g)/(2*l*n*v),b=(h*h-l*l-r*g)/(2*h*n*v),T=Math.log(Math.sqrt(y*y+1)-y),C=Math.log(Math.sqrt(
b*b+1)-b);w=(C-T)/t,_=function(P){var E=P*w,X=pr(T),A=l/(n*v)*(X*Zi(t*E+T)-Qi(T));return[s+A*c,f+A*p,l*X/pr(t*E+T)]}}return _.duration=Math.abs(w)*1e3*t/Math.SQRT2,
_}return i.rho=function(o){var a=Math.max(.001,+o),s=a*a,f=s*s;return e(a,s,f)},i})(Math.SQRT2,2,4);function yr(e){return function(t,n){var r=e((t=Ze(t)).h,(n=Ze(
n)).h),i=R(t.s,n.s),o=R(t.l,n.l),a=R(t.opacity,n.opacity);return function(s){return t.h=r(s),t.s=i(s),t.l=o(s),t.opacity=a(s),t+""}}}var ma=yr(Et),pa=yr(R);function kr(e){return function(t,n){var r=e((t=Je(t)).h,(n=Je(n)).h),i=R(t.c,n.c),o=R(t.l,n.l),a=R(t.opacity,n.opacity);return function(s){return t.h=r(s),t.c=i(
s),t.l=o(s),t.opacity=a(s),t+""}}}var ga=kr(Et),_a=kr(R);function Mr(e){return(function t(n){n=+n;function r(i,o){var a=e((i=et(i)).h,(o=et(o)).h),s=R(i.s,o.s),
f=R(i.l,o.l),l=R(i.opacity,o.opacity);return function(u){return i.h=a(u),i.s=s(u),i.l=f(Math.pow(u,n)),i.opacity=l(u),i+""}}return r.gamma=t,r})(1)}var xa=Mr(Et),
va=Mr(R);function Ot(e){return function(){return e}}function Lt(e){return+e}var $r=[0,1];function xe(e){return e}function zt(e,t){return(t-=e=+e)?function(n){return(n-e)/t}:Ot(isNaN(t)?NaN:.5)}function Ji(e,t){var n;return e>t&&(n=e,e=t,
t=n),function(r){return Math.max(e,Math.min(t,r))}}function Ki(e,t,n){var r=e[0],i=e[1],o=t[0],a=t[1];return i<r?(r=zt(i,r),o=n(a,o)):(r=zt(r,i),o=n(o,a)),function(s){
return o(r(s))}}function eo(e,t,n){var r=Math.min(e.length,t.length)-1,i=new Array(r),o=new Array(r),a=-1;for(e[r]<e[0]&&(e=e.slice().reverse(),t=t.slice().reverse());++a<
r;)i[a]=zt(e[a],e[a+1]),o[a]=n(t[a],t[a+1]);return function(s){var f=In(e,s,1,r)-1;return o[f](i[f](s))}}function Nr(e,t){return t.domain(e.domain()).range(e.range()).
interpolate(e.interpolate()).clamp(e.clamp()).unknown(e.unknown())}function to(){var e=$r,t=$r,n=rt,r,i,o,a=xe,s,f,l;function u(){var h=Math.min(e.length,t.length);
return a!==xe&&(a=Ji(e[0],e[h-1])),s=h>2?eo:Ki,f=l=null,m}function m(h){return h==null||isNaN(h=+h)?o:(f||(f=s(e.map(r),t,n)))(r(a(h)))}return m.invert=function(h){
return a(i((l||(l=s(t,e.map(r),D)))(h)))},m.domain=function(h){return arguments.length?(e=Array.from(h,Lt),u()):e.slice()},m.range=function(h){return arguments.
length?(t=Array.from(h),u()):t.slice()},m.rangeRound=function(h){return t=Array.from(h),n=vr,u()},m.clamp=function(h){return arguments.length?(a=h?!0:xe,u()):a!==
xe},m.interpolate=function(h){return arguments.length?(n=h,u()):n},m.unknown=function(h){return arguments.length?(o=h,m):o},function(h,c){return r=h,i=c,u()}}function Dt(){
return to()(xe,xe)}function no(e){return Math.abs(e=Math.round(e))>=1e21?e.toLocaleString("en").replace(/,/g,""):e.toString(10)}function ot(e,t){if(!isFinite(e)||e===0)return null;
var n=(e=t?e.toExponential(t-1):e.toExponential()).indexOf("e"),r=e.slice(0,n);return[r.length>1?r[0]+r.slice(2):r,+e.slice(n+1)]}function ve(e){return e=ot(Math.
abs(e)),e?e[1]:NaN}function ro(e,t){return function(n,r){for(var i=n.length,o=[],a=0,s=e[0],f=0;i>0&&s>0&&(f+s+1>r&&(s=Math.max(1,r-f)),o.push(n.substring(i-=s,
i+s)),!((f+=s+1)>r));)s=e[a=(a+1)%e.length];return o.reverse().join(t)}}function io(e){return function(t){return t.replace(/[0-9]/g,function(n){return e[+n]})}}
var oo=/^(?:(.)?([<>=^]))?([+\-( ])?([$#])?(0)?(\d+)?(,)?(\.\d+)?(~)?([a-z%])?$/i;function Te(e){if(!(t=oo.exec(e)))throw new Error("invalid format: "+e);var t;
return new It({fill:t[1],align:t[2],sign:t[3],symbol:t[4],zero:t[5],width:t[6],comma:t[7],precision:t[8]&&t[8].slice(1),trim:t[9],type:t[10]})}Te.prototype=It.prototype;
function It(e){this.fill=e.fill===void 0?" ":e.fill+"",this.align=e.align===void 0?">":e.align+"",this.sign=e.sign===void 0?"-":e.sign+"",this.symbol=e.symbol===
void 0?"":e.symbol+"",this.zero=!!e.zero,this.width=e.width===void 0?void 0:+e.width,this.comma=!!e.comma,this.precision=e.precision===void 0?void 0:+e.precision,
this.trim=!!e.trim,this.type=e.type===void 0?"":e.type+""}It.prototype.toString=function(){return this.fill+this.align+this.sign+this.symbol+(this.zero?"0":"")+
(this.width===void 0?"":Math.max(1,this.width|0))+(this.comma?",":"")+(this.precision===void 0?"":"."+Math.max(0,this.precision|0))+(this.trim?"~":"")+this.type};
function ao(e){e:for(var t=e.length,n=1,r=-1,i;n<t;++n)switch(e[n]){case".":r=i=n;break;case"0":r===0&&(r=n),i=n;break;default:if(!+e[n])break e;r>0&&(r=0);break}
return r>0?e.slice(0,r)+e.slice(i+1):e}var at;function so(e,t){var n=ot(e,t);if(!n)return at=void 0,e.toPrecision(t);var r=n[0],i=n[1],o=i-(at=Math.max(-8,Math.
min(8,Math.floor(i/3)))*3)+1,a=r.length;return o===a?r:o>a?r+new Array(o-a+1).join("0"):o>0?r.slice(0,o)+"."+r.slice(o):"0."+new Array(1-o).join("0")+ot(e,Math.
max(0,t+o-1))[0]}function Sr(e,t){var n=ot(e,t);if(!n)return e+"";var r=n[0],i=n[1];return i<0?"0."+new Array(-i).join("0")+r:r.length>i+1?r.slice(0,i+1)+"."+r.
slice(i+1):r+new Array(i-r.length+2).join("0")}var Cr={"%":(e,t)=>(e*100).toFixed(t),b:e=>Math.round(e).toString(2),c:e=>e+"",d:no,e:(e,t)=>e.toExponential(t),f:(e,t)=>e.
toFixed(t),g:(e,t)=>e.toPrecision(t),o:e=>Math.round(e).toString(8),p:(e,t)=>Sr(e*100,t),r:Sr,s:so,X:e=>Math.round(e).toString(16).toUpperCase(),x:e=>Math.round(
e).toString(16)};function Tr(e){return e}var Rr=Array.prototype.map,Ar=["y","z","a","f","p","n","µ","m","","k","M","G","T","P","E","Z","Y"];function lo(e){var t=e.
grouping===void 0||e.thousands===void 0?Tr:ro(Rr.call(e.grouping,Number),e.thousands+""),n=e.currency===void 0?"":e.currency[0]+"",r=e.currency===void 0?"":e.currency[1]+
"",i=e.decimal===void 0?".":e.decimal+"",o=e.numerals===void 0?Tr:io(Rr.call(e.numerals,String)),a=e.percent===void 0?"%":e.percent+"",s=e.minus===void 0?"−":
e.minus+"",f=e.nan===void 0?"NaN":e.nan+"";function l(m,h){m=Te(m);var c=m.fill,p=m.align,g=m.sign,_=m.symbol,w=m.zero,v=m.width,y=m.comma,b=m.precision,T=m.trim,
C=m.type;C==="n"?(y=!0,C="g"):Cr[C]||(b===void 0&&(b=12),T=!0,C="g"),(w||c==="0"&&p==="=")&&(w=!0,c="0",p="=");var P=(h&&h.prefix!==void 0?h.prefix:"")+(_==="$"?
n:_==="#"&&/[boxX]/.test(C)?"0"+C.toLowerCase():""),E=(_==="$"?r:/[%p]/.test(C)?a:"")+(h&&h.suffix!==void 0?h.suffix:""),X=Cr[C],A=/[defgprs%]/.test(C);b=b===void 0?
6:/[gprs]/.test(C)?Math.max(1,Math.min(21,b)):Math.max(0,Math.min(20,b));function I(x){var M=P,O=E,fe,Qt,Ae;if(C==="c")O=X(x)+O,x="";else{x=+x;var Pe=x<0||1/x<0;
if(x=isNaN(x)?f:X(Math.abs(x),b),T&&(x=ao(x)),Pe&&+x==0&&g!=="+"&&(Pe=!1),M=(Pe?g==="("?g:s:g==="-"||g==="("?"":g)+M,O=(C==="s"&&!isNaN(x)&&at!==void 0?Ar[8+at/
3]:"")+O+(Pe&&g==="("?")":""),A){for(fe=-1,Qt=x.length;++fe<Qt;)if(Ae=x.charCodeAt(fe),48>Ae||Ae>57){O=(Ae===46?i+x.slice(fe+1):x.slice(fe))+O,x=x.slice(0,fe);break}}}
y&&!w&&(x=t(x,1/0));var Ee=M.length+x.length+O.length,H=Ee<v?new Array(v-Ee+1).join(c):"";switch(y&&w&&(x=t(H+x,H.length?v-O.length:1/0),H=""),p){case"<":x=M+x+
O+H;break;case"=":x=M+H+x+O;break;case"^":x=H.slice(0,Ee=H.length>>1)+M+x+O+H.slice(Ee);break;default:x=H+M+x+O;break}return o(x)}return I.toString=function(){return m+
""},I}function u(m,h){var c=Math.max(-8,Math.min(8,Math.floor(ve(h)/3)))*3,p=Math.pow(10,-c),g=l((m=Te(m),m.type="f",m),{suffix:Ar[8+c/3]});return function(_){return g(
p*_)}}return{format:l,formatPrefix:u}}var it,qt,jt;fo({thousands:",",grouping:[3],currency:["$",""]});function fo(e){return it=lo(e),qt=it.format,jt=it.formatPrefix,
it}function Pr(e){return Math.max(0,-ve(Math.abs(e)))}function Er(e,t){return Math.max(0,Math.max(-8,Math.min(8,Math.floor(ve(t)/3)))*3-ve(Math.abs(e)))}function Or(e,t){
return e=Math.abs(e),t=Math.abs(t)-e,Math.max(0,ve(t)-ve(e))+1}function Ft(e,t,n,r){var i=Hn(e,t,n),o;switch(r=Te(r??",f"),r.type){case"s":{var a=Math.max(Math.abs(e),Math.abs(t));return r.precision==null&&!isNaN(o=Er(i,a))&&
(r.precision=o),jt(r,a)}case"":case"e":case"g":case"p":case"r":{r.precision==null&&!isNaN(o=Or(i,Math.max(Math.abs(e),Math.abs(t))))&&(r.precision=o-(r.type==="\
e"));break}case"f":case"%":{r.precision==null&&!isNaN(o=Pr(i))&&(r.precision=o-(r.type==="%")*2);break}}return qt(r)}function uo(e){var t=e.domain;return e.ticks=function(n){var r=t();return Fn(r[0],r[r.length-1],n??10)},e.tickFormat=function(n,r){var i=t();return Ft(i[0],i[i.
length-1],n??10,r)},e.nice=function(n){n==null&&(n=10);var r=t(),i=0,o=r.length-1,a=r[i],s=r[o],f,l,u=10;for(s<a&&(l=a,a=s,s=l,l=i,i=o,o=l);u-- >0;){if(l=Xe(a,s,
n),l===f)return r[i]=a,r[o]=s,t(r);if(l>0)a=Math.floor(a/l)*l,s=Math.ceil(s/l)*l;else if(l<0)a=Math.ceil(a*l)/l,s=Math.floor(s*l)/l;else break;f=l}return e},e}function be(){
var e=Dt();return e.copy=function(){return Nr(e,be())},Vn.apply(e,arguments),uo(e)}function ae(e){return function(){return e}}var Re=Math.PI,Ht=2*Re,se=1e-6,co=Ht-se;function Lr(e){this._+=e[0];for(let t=1,n=e.length;t<n;++t)this._+=arguments[t]+e[t]}function ho(e){let t=Math.floor(e);
if(!(t>=0))throw new Error(`invalid digits: ${e}`);if(t>15)return Lr;let n=10**t;return function(r){this._+=r[0];for(let i=1,o=r.length;i<o;++i)this._+=Math.round(
arguments[i]*n)/n+r[i]}}function zr(e,t,n,r){return e===n&&t===r}function mo(e){let t=Math.floor(e);if(!(t<=15))return zr;let n=10**t,r=function(i){return Math.
round(i*n)};return function(i,o,a,s){return r(i)===r(a)&&r(o)===r(s)}}var we=class{constructor(t){this._x0=this._y0=this._x1=this._y1=null,this._="",this._append=
t==null?Lr:ho(t),this._equal=t==null?zr:mo(t)}moveTo(t,n){this._append`M${this._x0=this._x1=+t},${this._y0=this._y1=+n}`}closePath(){this._x1!==null&&(this._x1=
this._x0,this._y1=this._y0,this._append`Z`)}lineTo(t,n){this._append`L${this._x1=+t},${this._y1=+n}`}quadraticCurveTo(t,n,r,i){this._append`Q${+t},${+n},${this.
_x1=+r},${this._y1=+i}`}bezierCurveTo(t,n,r,i,o,a){this._append`C${+t},${+n},${+r},${+i},${this._x1=+o},${this._y1=+a}`}arcTo(t,n,r,i,o){if(t=+t,n=+n,r=+r,i=+i,
o=+o,o<0)throw new Error(`negative radius: ${o}`);let a=this._x1,s=this._y1,f=r-t,l=i-n,u=a-t,m=s-n,h=u*u+m*m;if(this._x1===null)this._append`M${this._x1=t},${this.
_y1=n}`;else if(h>se)if(!(Math.abs(m*f-l*u)>se)||!o)this._append`L${this._x1=t},${this._y1=n}`;else{let c=r-a,p=i-s,g=f*f+l*l,_=c*c+p*p,w=Math.sqrt(g),v=Math.sqrt(
h),y=o*Math.tan((Re-Math.acos((g+h-_)/(2*w*v)))/2),b=y/v,T=y/w;Math.abs(b-1)>se&&this._append`L${t+b*u},${n+b*m}`,this._append`A${o},${o},0,0,${+(m*c>u*p)},${this.
_x1=t+T*f},${this._y1=n+T*l}`}}arc(t,n,r,i,o,a){if(t=+t,n=+n,r=+r,a=!!a,r<0)throw new Error(`negative radius: ${r}`);let s=r*Math.cos(i),f=r*Math.sin(i),l=t+s,u=n+
f,m=1^a,h=a?i-o:o-i;if(this._x1===null?this._append`M${l},${u}`:(Math.abs(this._x1-l)>se||Math.abs(this._y1-u)>se)&&this._append`L${l},${u}`,!!r){if(h<0&&(h=h%Ht+
Ht),h>co)this._append`A${r},${r},0,1,${m},${t-s},${n-f}A${r},${r},0,1,${m},${this._x1=l},${this._y1=u}`;else if(h>se){let c=t+r*Math.cos(o),p=n+r*Math.sin(o);if(h>=
Re&&this._equal(l,u,c,p)){h/=2;let g=i+h;this._append`A${r},${r},0,${+(h>=Re)},${m},${t+r*Math.cos(g)},${n+r*Math.sin(g)}`}this._append`A${r},${r},0,${+(h>=Re)},${m},${this.
_x1=c},${this._y1=p}`}}}rect(t,n,r,i){this._append`M${this._x0=this._x1=+t},${this._y0=this._y1=+n}h${r=+r}v${+i}h${-r}Z`}toString(){return this._}};function po(){
return new we}po.prototype=we.prototype;function Dr(e){let t=3;return e.digits=function(n){if(!arguments.length)return t;if(n==null)t=null;else{let r=Math.floor(n);if(!(r>=0))throw new RangeError(`inv\
alid digits: ${n}`);t=r}return e},()=>new we(t)}var Va=Array.prototype.slice;function Ir(e){return typeof e=="object"&&"length"in e?e:Array.from(e)}function qr(e){this._context=e}qr.prototype={areaStart:function(){this._line=0},areaEnd:function(){this._line=NaN},lineStart:function(){this._point=0},lineEnd:function(){
(this._line||this._line!==0&&this._point===1)&&this._context.closePath(),this._line=1-this._line},point:function(e,t){switch(e=+e,t=+t,this._point){case 0:this.
_point=1,this._line?this._context.lineTo(e,t):this._context.moveTo(e,t);break;case 1:this._point=2;default:this._context.lineTo(e,t);break}}};function jr(e){return new qr(
e)}function Fr(e){return e[0]}function Hr(e){return e[1]}function Vt(e,t){var n=ae(!0),r=null,i=jr,o=null,a=Dr(s);e=typeof e=="function"?e:e===void 0?Fr:ae(e),t=typeof t=="function"?t:t===void 0?Hr:ae(t);function s(f){
var l,u=(f=Ir(f)).length,m,h=!1,c;for(r==null&&(o=i(c=a())),l=0;l<=u;++l)!(l<u&&n(m=f[l],l,f))===h&&((h=!h)?o.lineStart():o.lineEnd()),h&&o.point(+e(m,l,f),+t(m,
l,f));if(c)return o=null,c+""||null}return s.x=function(f){return arguments.length?(e=typeof f=="function"?f:ae(+f),s):e},s.y=function(f){return arguments.length?
(t=typeof f=="function"?f:ae(+f),s):t},s.defined=function(f){return arguments.length?(n=typeof f=="function"?f:ae(!!f),s):n},s.curve=function(f){return arguments.
length?(i=f,r!=null&&(o=i(r)),s):i},s.context=function(f){return arguments.length?(f==null?r=o=null:o=i(r=f),s):r},s}var Bt=120,Ut=28;function Vr(e){let t=e.values.filter(Number.isFinite);if(t.length<2)return null;let n=be([Math.min(0,t.length-60),t.length-1],[1,Bt-3]),r=be([0,
Math.max(...t,1e-9)*1.1],[Ut-2,2]),i=Vt((a,s)=>n(s),a=>r(a))(t)??"",o=t[t.length-1]??0;return d("svg",{class:"sparkline",viewBox:`0 0 ${Bt} ${Ut}`,width:Bt,height:Ut,
"aria-hidden":"true",children:[d("title",{children:e.label}),d("path",{d:i}),d("circle",{cx:n(t.length-1),cy:r(o),r:"2.2"})]})}function J(e){return e===void 0?NaN:Number(e)}function ye(e){let t=J(e);return Number.isFinite(t)?t.toLocaleString("en"):"–"}function Br(e,t){let n=J(e);return n===
1/0?"infinite":Number.isFinite(n)?n.toFixed(t).replace("-","−"):"–"}function Xt(e,t=1){let n=J(e);return Number.isFinite(n)?`${(n*100).toFixed(t)} %`:"–"}function go(e){return e===void 0?NaN:Number(e.replace(/s$/,""))}function Wt(e){let t=go(e);return!Number.isFinite(t)||t===0?"–":t>=1?`${t.toFixed(2)} s`:t>=.01?
`${(t*1e3).toFixed(0)} ms`:`${(t*1e3).toFixed(2)} ms`}function _o(e){if(!Number.isFinite(e))return"–";if(e<1)return`${(e*1e3).toFixed(0)} ms`;if(e<60)return`${Math.
floor(e)} s`;let t=Math.floor(e/60);if(t<60)return`${t} min`;let n=Math.floor(t/60);return n<48?t%60?`${n} h ${t%60} min`:`${n} h`:n%24?`${Math.floor(n/24)} d ${n%
24} h`:`${n/24} d`}function Ur(e,t){let n=e?Date.parse(e):NaN;return Number.isFinite(n)?`${_o(Math.max(0,(t-n)/1e3))} ago`:"–"}function Xr(e){let t=e?Date.parse(
e):NaN;return Number.isFinite(t)?new Date(t).toISOString().slice(0,16).replace("T"," ")+" UTC":"–"}var xo=300;function vo(e,t){let n=G({at:0,rates:new Map});if(t!==n.current.at){let r=new Map;for(let i of e){let o=`${i.model}@${i.version}`,a=n.current.rates.get(
o)??[];r.set(o,[...a.slice(1-xo),J(i.predictionRate)])}n.current={at:t,rates:r}}return n.current.rates}function Wr({overview:e,models:t,at:n}){let r=vo(t,n);return d(
L,{children:[d(wo,{overview:e,at:n}),t.length===0?d(Q,{title:"No model is in service",children:d("p",{children:"Put a version into the server’s repository; this\
 page shows it as soon as it is loaded."})}):d("div",{class:"cards",children:t.map(i=>d(yo,{m:i,rates:r.get(`${i.model}@${i.version}`)??[]},`${i.model}@${i.version}`))}),
d(ko,{})]})}var bo={sqlite:"SQLite",postgres:"PostgreSQL",none:"None"};function wo({overview:e,at:t}){let{journal:n}=e,r=n!==void 0&&n.kind!=="none"&&n.state!==
"ok",i=J(n?.droppedPredictions);return d(L,{children:[d("dl",{class:"strip","aria-label":"Server",children:[d("div",{children:[d("dt",{children:"Health"}),d("dd",
{children:e.health==="SERVING"?"Serving":"Not serving"})]}),d("div",{children:[d("dt",{children:"Started"}),d("dd",{title:Xr(e.startedAt),children:Ur(e.startedAt,
t)})]}),d("div",{children:[d("dt",{children:"Journal"}),d("dd",{children:[bo[n?.kind??"none"]??n?.kind,n&&n.kind!=="none"&&(r?`, ${n.state}`:", ok")]})]}),d("di\
v",{children:[d("dt",{children:"Waiting to be written"}),d("dd",{children:ye(n?.queued)})]}),d("div",{children:[d("dt",{children:"Dropped"}),d("dd",{children:ye(
n?.droppedPredictions)})]})]}),r&&d(Q,{title:`The journal is not well: ${n.state}`,tone:"bad",children:d("p",{children:n.message||"The journal’s state is in the\
 server’s log."})}),n?.kind==="none"&&d(Q,{title:"There is no journal",tone:"warn",children:d("p",{children:"Predictions are answered but not kept, so no cali\
bration can be shown. Start the server with a journal."})}),!r&&i>0&&d(Q,{title:`${ye(i)} predictions were not written to the journal`,tone:"warn",children:d("p",
{children:"They were answered. Their outcomes can still be reported by receipt."})})]})}function yo({m:e,rates:t}){let n={model:e.model,version:String(e.version)},
r=J(e.predictionRate)===0;return d(wt,{title:e.model,class:"model",children:[d("p",{class:"model-line",children:["Version ",e.version,e.isDefault&&d("span",{class:"\
tag",children:"default"})," · ",e.network,", ",e.members," members"]}),d("div",{class:"verdict",children:[d(Cn,{color:e.light?.color}),d("p",{children:e.light?.
reason||"The server gave no reason."})]}),d("dl",{class:"grid",children:[d("div",{class:"wide",children:[d("dt",{children:"Predictions a second"}),d("dd",{class:"\
big",children:[Br(e.predictionRate,J(e.predictionRate)<10?2:0),d(Vr,{values:t,label:"Predictions a second since this page was opened"})]})]}),d("div",{children:[
d("dt",{children:"Latency, median"}),d("dd",{children:r?"–":Wt(e.latencyMedian)})]}),d("div",{children:[d("dt",{children:"Latency, 99 %"}),d("dd",{children:r?
"–":Wt(e.latencyQ99)})]}),d("div",{children:[d("dt",{children:"Deferred"}),d("dd",{children:r?"–":Xt(e.deferralRatio)})]}),d("div",{children:[d("dt",{children:"\
Errors"}),d("dd",{children:Xt(e.errorRatio,2)})]}),d("div",{children:[d("dt",{children:"Predictions in all"}),d("dd",{children:ye(e.predictions)})]}),d("div",{children:[
d("dt",{children:"Outcomes in all"}),d("dd",{children:ye(e.outcomes)})]})]}),d("p",{class:"links",children:[d("a",{href:te("calibration",n),children:"Calibratio\
n"}),d("a",{href:te("try",n),children:"Try a prediction"}),d("a",{href:te("inputs",n),children:"Inputs"}),d("a",{href:te("card",n),children:"Model card"})]})]})}
function ko(){return d(wt,{title:"How to read this page",class:"guide",children:[d("p",{children:"The light speaks of calibration alone: of many patients given \
a risk of 20 %, about 20 in 100 should have the event. The sentence beside each light is the rule that gave it, with its numbers."}),d("p",{children:"Rates, lat\
ency, deferral and errors are those of the last five minutes; totals count from the start. All are of this server alone. Where several replicas run, Prometheus \
adds them up."})]})}var le={overview:{title:"Overview",lead:"What this server does now, and how far each model’s stated risks can be trusted.",view:Wr}};function Yr(){let e=An(),t=$n("overview",a=>Mn("overview",{},a),1e3),n=e.view in le?e.view:"overview",r=G(null),i=G(!0);return B(()=>{document.title=`${le[n].title}\
 · Credence`,i.current||r.current?.focus(),i.current=!1},[n]),d(L,{children:[d("a",{class:"skip",href:"#main",onClick:a=>{a.preventDefault(),r.current?.focus()},
children:"Skip to the content"}),d($o,{route:e,name:n,overview:t}),d("main",{id:"main",children:[d("div",{class:"view-head",children:[d("h1",{ref:r,tabIndex:-1,
children:le[n].title}),d("p",{class:"lead",children:le[n].lead})]}),d(Mo,{route:e,name:n,overview:t})]}),d("footer",{children:d("p",{children:["Credence ",t.data?.
serverVersion,". Not a medical device. ",d("a",{href:"LICENSES.txt",children:"Licences of this page"})]})})]})}function Mo(e){let{data:t,error:n,at:r,refresh:i}=e.
overview,o=t?.models??[],a=o.map(En).join(`
`),s=xt(()=>o,[a]),f=le[e.name].view,l=e.name==="overview"?o:s;return!t||n?.kind==="token"||n?.kind==="off"?d(Tn,{error:n,what:"its state",onToken:i}):d(L,{children:[
n&&d("p",{class:"stale",role:"status",children:[n.message," The figures below are the last ones it gave."]}),d(f,{route:e.route,overview:t,models:l,at:r})]})}function $o(e){
let[t,n]=Ln(),{data:r,error:i}=e.overview,o=r?.models?Pn(e.route,r.models):void 0,a=i?"gone":r?r.health==="SERVING"?"serving":"not-serving":"waiting",s={gone:"N\
o answer",waiting:"Connecting",serving:"Serving","not-serving":"Not serving"}[a],f=t==="dark"?"Light theme":"Dark theme";return d("header",{class:"top",children:[
d("div",{class:"top-row",children:[d("a",{class:"brand",href:"#/overview",children:[d("svg",{viewBox:"0 0 32 32",width:"26",height:"26","aria-hidden":"true",children:[
d("path",{class:"brand-line",d:"M6 26 26 6"}),d("circle",{cx:"9",cy:"22.5",r:"2.8"}),d("circle",{cx:"16",cy:"17.5",r:"2.8"}),d("circle",{cx:"22.5",cy:"9",r:"2.8"})]}),
"Credence"]}),d("p",{class:"health","data-state":a,role:"status",children:s}),d("button",{class:"theme",type:"button",onClick:n,"aria-label":f,title:f,children:d(
"svg",{viewBox:"0 0 20 20",width:"18",height:"18","aria-hidden":"true",children:t==="dark"?d("path",{d:"M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.5v2M10\
 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4"}):d("path",{d:"M16.5 12.5A7 7 0 0 1 7.5 3.5a7 7 0 1 0 9 9z"})})})]}),d("nav",
{"aria-label":"Views",children:d("ul",{children:Object.entries(le).map(([l,u])=>d("li",{children:d("a",{href:te(l,{model:o?.model,version:o?.version}),"aria-cur\
rent":l===e.name?"page":void 0,children:u.title})},l))})})]})}var Gt=document.getElementById("app");Gt&&(Gt.textContent="",un(d(Yr,{}),Gt));})();
