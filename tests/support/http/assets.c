/* Stands where no static file was generated for the floor; the generated table takes its place. */
#include "asset_table.h"

static const unsigned char identity[] = "body { color: black }\n";
static const unsigned char gzip[] = "gzip of the style";
static const unsigned char brotli[] = "brotli of it";
static const unsigned char font[] = "a font";

__attribute__((weak)) const struct asset asset_table[] = {
    {"police.woff2", "/actifs/police.2222.woff2", "font/woff2", font, sizeof font - 1, NULL, 0,
     NULL, 0, "\"2222\""},
    {"sofi.css", "/actifs/sofi.1111.css", "text/css", identity, sizeof identity - 1, gzip,
     sizeof gzip - 1, brotli, sizeof brotli - 1, "\"1111\""},
};
__attribute__((weak)) const size_t asset_count = sizeof asset_table / sizeof *asset_table;
