import { html, Markup } from './markup.ts';

export interface PictureStyle {
  readonly shape: keyof typeof SHAPES;
  readonly clay: string;
  readonly glaze: string;
  /** The wall behind the piece, lit and in shade. */
  readonly wall: readonly [string, string];
}

interface Shape {
  /** The outline that clay, glaze, speckles and shade are clipped to. */
  readonly outline: string;
  /** Everything that the glaze covers, inside the outline. */
  readonly glazed: string;
  readonly behind?: string;
  readonly inFront?: string;
}

const RIM = 'fill="#2b1d14" fill-opacity=".34"';
const LIGHT_RIM = 'fill="none" stroke="#fff" stroke-opacity=".34" stroke-width="2.5"';

const SHAPES = {
  mug: {
    outline: 'M118 142L130 298Q133 324 162 324H238Q267 324 270 298L282 142Z',
    glazed: 'M100 120H300V232Q282 250 262 236T222 244T184 232T146 246T100 234Z',
    behind:
      '<path d="M272 178C346 166 346 274 266 270" fill="none" stroke="GLAZE" stroke-width="22" stroke-linecap="round"/><path d="M272 178C346 166 346 274 266 270" fill="none" stroke="#2b1d14" stroke-opacity=".13" stroke-width="22" stroke-linecap="round"/><path d="M272 174C340 164 340 268 270 266" fill="none" stroke="GLAZE" stroke-width="9" stroke-linecap="round"/>',
    inFront: `<ellipse cx="200" cy="142" rx="82" ry="19" fill="GLAZE"/><ellipse cx="200" cy="144" rx="73" ry="14" ${RIM}/><ellipse cx="200" cy="142" rx="80" ry="18" ${LIGHT_RIM}/>`,
  },
  bowl: {
    outline: 'M72 190C76 262 124 306 158 312L160 326H240L242 312C276 306 324 262 328 190Z',
    glazed: 'M60 160H340V262Q300 282 262 266T198 282T130 268T60 276Z',
    inFront: `<ellipse cx="200" cy="190" rx="128" ry="30" fill="GLAZE"/><ellipse cx="200" cy="193" rx="117" ry="24" ${RIM}/><ellipse cx="200" cy="206" rx="78" ry="10" fill="#fff" fill-opacity=".12"/><ellipse cx="200" cy="190" rx="126" ry="29" ${LIGHT_RIM}/>`,
  },
  vase: {
    outline:
      'M168 128C176 166 118 184 118 244C118 296 152 324 178 326H222C248 324 282 296 282 244C282 184 224 166 232 128Z',
    glazed: 'M100 110H300V250Q276 274 250 254T206 266T160 252T100 262Z',
    behind:
      '<g fill="none" stroke="#7d6a4a" stroke-width="3" stroke-linecap="round"><path d="M196 134C190 96 170 72 150 44"/><path d="M202 134C204 92 214 64 226 30"/><path d="M206 134C220 104 244 88 262 74"/></g><g fill="#b98f52"><ellipse cx="148" cy="40" rx="8" ry="16" transform="rotate(-32 148 40)"/><ellipse cx="166" cy="66" rx="6" ry="12" transform="rotate(28 166 66)"/><ellipse cx="228" cy="26" rx="8" ry="17" transform="rotate(16 228 26)"/><ellipse cx="212" cy="62" rx="6" ry="12" transform="rotate(-24 212 62)"/><ellipse cx="266" cy="70" rx="7" ry="14" transform="rotate(56 266 70)"/><ellipse cx="236" cy="88" rx="5" ry="11" transform="rotate(20 236 88)"/></g>',
    inFront: `<ellipse cx="200" cy="128" rx="32" ry="9" fill="GLAZE"/><ellipse cx="200" cy="129" rx="26" ry="6" ${RIM}/><ellipse cx="200" cy="128" rx="31" ry="8" ${LIGHT_RIM}/>`,
  },
  teapot: {
    outline:
      'M112 240C112 186 152 164 200 164C248 164 288 186 288 240C288 296 250 322 226 326H174C150 322 112 296 112 240Z',
    glazed: 'M90 150H310V268Q282 290 256 272T204 284T150 270T90 282Z',
    behind:
      '<path d="M128 190C112 96 288 96 272 190" fill="none" stroke="#6f5334" stroke-width="12" stroke-linecap="round"/><path d="M268 254C318 256 314 206 346 186L358 196C338 230 344 296 258 304Z" fill="GLAZE"/><ellipse cx="352" cy="190" rx="9" ry="6" transform="rotate(38 352 190)" fill="#2b1d14" fill-opacity=".45"/>',
    inFront: `<ellipse cx="200" cy="171" rx="50" ry="13" fill="#2b1d14" fill-opacity=".25"/><path d="M152 168C156 148 244 148 248 168C246 178 154 178 152 168Z" fill="GLAZE"/><circle cx="200" cy="142" r="12" fill="CLAY"/><path d="M158 166C164 154 236 154 242 166" ${LIGHT_RIM}/>`,
  },
  plate: {
    outline: 'M74 200A126 126 0 1 0 326 200A126 126 0 1 0 74 200Z',
    glazed: 'M84 200A116 116 0 1 0 316 200A116 116 0 1 0 84 200Z',
    inFront:
      '<circle cx="200" cy="200" r="84" fill="#2b1d14" fill-opacity=".05"/><circle cx="200" cy="200" r="84" fill="none" stroke="#2b1d14" stroke-opacity=".16" stroke-width="3"/><path d="M136 160A76 76 0 0 1 214 126" fill="none" stroke="#fff" stroke-opacity=".8" stroke-width="5" stroke-linecap="round"/>',
  },
  planter: {
    outline: 'M116 190H284L264 312Q262 326 246 326H154Q138 326 136 312Z',
    glazed: 'M100 224H300V272H100Z',
    behind:
      '<g fill="#5f7a4c"><path d="M200 196C150 170 120 128 128 76C172 92 198 136 200 196Z"/><path d="M200 196C250 172 288 136 286 86C238 96 206 138 200 196Z"/></g><g fill="#7d9a63"><path d="M200 196C176 150 176 92 204 44C230 92 226 150 200 196Z"/><path d="M200 198C156 196 112 182 92 146C136 138 178 158 200 198Z"/><path d="M200 198C246 198 292 180 310 148C266 138 222 160 200 198Z"/></g><g fill="none" stroke="#fff" stroke-opacity=".3" stroke-width="2"><path d="M202 64V190"/><path d="M136 92C160 120 186 158 198 190"/><path d="M276 98C246 126 214 158 202 190"/></g>',
    inFront:
      '<rect x="106" y="176" width="188" height="30" rx="6" fill="CLAY"/><rect x="106" y="198" width="188" height="8" rx="4" fill="#2b1d14" fill-opacity=".2"/><rect x="110" y="178" width="180" height="5" rx="2" fill="#fff" fill-opacity=".22"/>',
  },
} as const satisfies Record<string, Shape>;

/** A piece of pottery as SVG; its wall and table reach beyond the frame, for whoever shows more of them. `scope` keeps the gradients of several pictures on one page apart. */
export function picture(style: PictureStyle, label: string, scope: string): Markup {
  const shape: Shape = SHAPES[style.shape];
  const coloured = (part = '') =>
    new Markup(part.replaceAll('GLAZE', style.glaze).replaceAll('CLAY', style.clay));
  return html`<svg viewBox="0 0 400 400" role="img" aria-label="${label}">
<defs>
<radialGradient id="${scope}-wall" gradientUnits="userSpaceOnUse" cx="140" cy="100" r="400"><stop offset="0" stop-color="${style.wall[0]}"/><stop offset="1" stop-color="${style.wall[1]}"/></radialGradient>
<linearGradient id="${scope}-shade"><stop offset="0" stop-color="#fff" stop-opacity=".22"/><stop offset=".42" stop-color="#fff" stop-opacity="0"/><stop offset=".42" stop-color="#20120a" stop-opacity="0"/><stop offset="1" stop-color="#20120a" stop-opacity=".42"/></linearGradient>
<radialGradient id="${scope}-cast"><stop offset="0" stop-color="#20120a" stop-opacity=".4"/><stop offset="1" stop-color="#20120a" stop-opacity="0"/></radialGradient>
<pattern id="${scope}-speckle" width="46" height="42" patternUnits="userSpaceOnUse" patternTransform="rotate(17)"><g fill="#3a2415" fill-opacity=".3"><circle cx="6" cy="8" r="1.4"/><circle cx="27" cy="4" r=".9"/><circle cx="40" cy="19" r="1.5"/><circle cx="16" cy="26" r="1"/><circle cx="31" cy="35" r="1.2"/><circle cx="4" cy="38" r=".8"/></g></pattern>
<clipPath id="${scope}-clip"><path d="${shape.outline}"/></clipPath>
</defs>
<rect x="-400" y="-400" width="1200" height="1200" fill="url(#${scope}-wall)"/>
<rect x="-400" y="292" width="1200" height="508" fill="#fff" fill-opacity=".24"/>
<ellipse cx="214" cy="326" rx="150" ry="20" fill="url(#${scope}-cast)"/>
${coloured(shape.behind)}
<g clip-path="url(#${scope}-clip)"><rect width="400" height="400" fill="${style.clay}"/><path d="${shape.glazed}" fill="${style.glaze}"/><rect width="400" height="400" fill="url(#${scope}-speckle)"/><rect x="72" width="256" height="400" fill="url(#${scope}-shade)"/></g>
${coloured(shape.inFront)}
</svg>`;
}
