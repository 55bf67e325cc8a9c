/* As tools/assets.mjs makes it, for the templates of good/. */
#ifndef SOFI_TESTS_TMPLC_ASSET_PATHS_H
#define SOFI_TESTS_TMPLC_ASSET_PATHS_H

#define ASSET_SOFI_CSS "/actifs/sofi.0123.css"
#define ASSET_ICONES_SVG "/actifs/icones.4567.svg"

#endif
