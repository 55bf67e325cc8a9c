/* tools/tmplc.h: whatever the template, the compiler answers with C or with a message that names a
 * line. A second run, behind a valid {{view}}, reaches what lies after it. */
#include "tmplc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compile(const char *text, size_t length)
{
    struct tmplc_result result;
    bool ok = tmplc_compile("templates/x.html", text, length, &result);

    if (ok ? result.source == NULL || result.header == NULL || result.message[0] != '\0'
           : strncmp(result.message, "templates/x.html:", 17) != 0 || result.source != NULL) {
        abort();
    }
    tmplc_release(&result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char view[] = "{{view struct x \"x.h\"}}\n";
    size_t start = sizeof(view) - 1;
    char *text = malloc(start + size);

    if (text == NULL) {
        abort();
    }
    memcpy(text, view, start);
    if (size != 0) {
        memcpy(text + start, data, size);
    }
    compile((const char *)data, size);
    compile(text, start + size);
    free(text);
    return 0;
}
