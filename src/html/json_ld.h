/* Facts about a page for search engines (schema.org), as a data block of HTML: browsers do not run
 * it, so the content security policy has no say. */
#ifndef SOFI_HTML_JSON_LD_H
#define SOFI_HTML_JSON_LD_H

#include "arena.h"
#include "escape.h"

/* `<script type="application/ld+json">…</script>` around a JSON document. `<`, `>`, `&`, U+2028 and
 * U+2029, which JSON has in its texts alone, are written \u003c…: no text can end the element. NULL
 * and "" give nothing. */
struct html json_ld_script(struct arena *arena, const char *json);

#endif
