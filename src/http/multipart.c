#include "multipart.h"

#include "ascii.h"
#include "buffer.h"
#include "multipart_private.h"
#include "text.h"
#include "utf8.h"

#include <string.h>
#include <strings.h>

#define WINDOW (64u << 10)
#define HEADERS_MAX (4u << 10) /* of one part */
#define BOUNDARY_MAX 70u       /* RFC 2046, 5.1.1 */
#define TAIL_MAX 64u           /* what may follow a boundary on its line */
#define EXTENSION_MAX 20u

struct slice {
    const char *text;
    size_t length;
};

struct boundary {
    uint64_t start; /* of the line end before it */
    uint64_t next;  /* after its line */
    bool last;
};

struct part {
    const char *name;
    bool damaged;
    bool is_file;
    struct slice file_name;
    uint64_t start;
    uint64_t size;
};

struct reader {
    struct arena *arena;
    const struct spool *spool;
    char *window;
    uint64_t window_start;
    size_t window_length;
    char *headers;         /* of the part that is read */
    const char *delimiter; /* "\r\n--boundary" */
    size_t delimiter_length;
    struct multipart *out;
    size_t texts; /* bytes of names and texts so far */
};

/* ---- bytes of the spool */

/* The bytes from `offset` on: `wanted` (at most WINDOW) or more, or all that are left. Until the
 * next call. */
static enum status look(struct reader *reader, uint64_t offset, size_t wanted, struct slice *seen_r)
{
    uint64_t left = spool_size(reader->spool) - offset;
    wanted = wanted < left ? wanted : (size_t)left;
    if (offset < reader->window_start ||
        offset + wanted > reader->window_start + reader->window_length) {
        reader->window_length = 0;
        TRY(spool_read(reader->spool, offset, reader->window, WINDOW, &reader->window_length));
        reader->window_start = offset;
    }
    size_t skipped = (size_t)(offset - reader->window_start);
    *seen_r = (struct slice){reader->window + skipped, reader->window_length - skipped};
    return STATUS_OK;
}

/* What follows at `offset` tells whether the delimiter before it stands alone on its line. */
static enum status read_tail(struct reader *reader, uint64_t offset, struct boundary *found,
                             bool *alone_r)
{
    struct slice seen;
    TRY(look(reader, offset, TAIL_MAX, &seen));
    size_t length = seen.length < TAIL_MAX ? seen.length : TAIL_MAX;
    bool last = length >= 2 && memcmp(seen.text, "--", 2) == 0;
    size_t at = last ? 2 : 0;
    while (at < length && ascii_is_blank(seen.text[at])) {
        at++;
    }
    bool line_end = length - at >= 2 && memcmp(seen.text + at, "\r\n", 2) == 0;
    found->last = last;
    found->next = offset + at + 2;
    *alone_r = line_end || (last && offset + at == spool_size(reader->spool));
    return STATUS_OK;
}

/* The first boundary from `from` on. */
static enum status find_boundary(struct reader *reader, uint64_t from, struct boundary *found)
{
    size_t length = reader->delimiter_length;
    for (;;) {
        struct slice seen;
        TRY(look(reader, from, length + TAIL_MAX, &seen));
        const char *hit = memmem(seen.text, seen.length, reader->delimiter, length);
        if (hit != NULL) {
            bool alone = false;
            found->start = from + (uint64_t)(hit - seen.text);
            from = found->start + length;
            TRY(read_tail(reader, from, found, &alone));
            if (alone) {
                return STATUS_OK;
            }
        } else if (from + seen.length == spool_size(reader->spool)) {
            return STATUS_MALFORMED;
        } else {
            from += seen.length - (length - 1);
        }
    }
}

/* A body begins with a boundary that no line end stands before. */
static enum status find_first_boundary(struct reader *reader, struct boundary *found)
{
    struct slice seen;
    size_t length = reader->delimiter_length - 2;
    TRY(look(reader, 0, length, &seen));
    if (seen.length >= length && memcmp(seen.text, reader->delimiter + 2, length) == 0) {
        bool alone = false;
        TRY(read_tail(reader, length, found, &alone));
        if (alone) {
            return STATUS_OK;
        }
    }
    return find_boundary(reader, 0, found);
}

/* ---- headers */

/* Old clients write a double quote of a name as \", browsers a backslash as itself: the quote after
 * a backslash ends the text when no other quote does. */
static size_t quoted_length(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0' && text[length] != '"') {
        bool escape =
            text[length] == '\\' && text[length + 1] == '"' && strchr(text + length + 2, '"');
        length += escape ? 2 : 1;
    }
    return length;
}

/* A parameter of `form-data; name="a"; filename="b"`, quoted or not. */
static bool find_parameter(const char *value, const char *name, struct slice *found_r)
{
    const char *at = value + strcspn(value, ";");
    while (*at == ';') {
        at += 1 + strspn(at + 1, " \t");
        size_t length = strcspn(at, "=; \t");
        bool wanted = length == strlen(name) && strncasecmp(at, name, length) == 0;
        at += length + strspn(at + length, " \t");
        struct slice text = {at, 0};
        if (*at == '=') {
            at += 1 + strspn(at + 1, " \t");
            bool quoted = *at == '"';
            text.text = at + quoted;
            text.length = quoted ? quoted_length(text.text) : strcspn(text.text, "; \t");
            at = text.text + text.length;
            if (wanted) {
                *found_r = text;
                return true;
            }
        }
        at += strcspn(at, ";");
    }
    return false;
}

/* The escapes of the HTML standard ("multipart form data"), and \" of older clients. */
static char *unescaped(struct arena *arena, struct slice text)
{
    static const struct {
        const char *code;
        char meaning;
    } escapes[] = {{"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}, {"\\\"", '"'}};
    char *plain = arena_alloc(arena, text.length + 1);
    size_t end = 0;
    for (size_t at = 0; at < text.length;) {
        char c = text.text[at];
        size_t taken = 1;
        for (size_t i = 0; i < sizeof escapes / sizeof *escapes && taken == 1; i++) {
            size_t length = strlen(escapes[i].code);
            if (text.length - at >= length &&
                strncasecmp(text.text + at, escapes[i].code, length) == 0) {
                c = escapes[i].meaning;
                taken = length;
            }
        }
        plain[end++] = c;
        at += taken;
    }
    return plain;
}

/* The value of the one Content-Disposition among lines, which are cut; NULL when they are no
 * headers. */
static const char *find_disposition(char *lines)
{
    static const char wanted[] = "Content-Disposition";
    const char *found = NULL;
    while (lines != NULL) {
        char *line = lines;
        lines = strstr(line, "\r\n");
        if (lines != NULL) {
            *lines = '\0';
            lines += 2;
        }
        size_t length = strcspn(line, ":");
        /* Two dashes: a boundary before the headers end. */
        if (line[length] != ':' || ascii_is_blank(line[0]) || strncmp(line, "--", 2) == 0) {
            return NULL;
        }
        if (length == sizeof wanted - 1 && strncasecmp(line, wanted, length) == 0) {
            if (found != NULL) {
                return NULL;
            }
            found = line + length + 1;
        }
    }
    return found;
}

static enum status read_name(struct reader *reader, struct part *part, struct slice sent)
{
    if (sent.length > MULTIPART_TEXTS_MAX - reader->texts) {
        return STATUS_TOO_LARGE;
    }
    reader->texts += sent.length;
    const char *name = unescaped(reader->arena, sent);
    part->name = text_repair_utf8(reader->arena, name, strlen(name), &part->damaged);
    return STATUS_OK;
}

/* Headers of the part that starts at `start`; part->start follows them. */
static enum status read_headers(struct reader *reader, uint64_t start, struct part *part)
{
    struct slice seen;
    struct slice name;
    TRY(look(reader, start, HEADERS_MAX, &seen));
    size_t most = seen.length < HEADERS_MAX ? seen.length : HEADERS_MAX;
    const char *end = memmem(seen.text, most, "\r\n\r\n", 4);
    size_t length = end != NULL ? (size_t)(end - seen.text) : 0;
    if (end == NULL || memchr(seen.text, '\0', length) != NULL) {
        return STATUS_MALFORMED;
    }
    memcpy(reader->headers, seen.text, length);
    reader->headers[length] = '\0';
    const char *value = find_disposition(reader->headers);
    value = value != NULL ? value + strspn(value, " \t") : "";
    if (strncasecmp(value, "form-data", 9) != 0 || (value[9] != ';' && !ascii_is_blank(value[9])) ||
        !find_parameter(value, "name", &name)) {
        return STATUS_MALFORMED;
    }
    part->is_file = find_parameter(value, "filename", &part->file_name);
    part->start = start + length + 4;
    return read_name(reader, part, name);
}

/* ---- parts */

static enum status add_text(struct reader *reader, const struct part *part)
{
    struct params *form = &reader->out->form;
    struct slice seen;
    if (part->size > MULTIPART_TEXTS_MAX - reader->texts) {
        return STATUS_TOO_LARGE;
    }
    reader->texts += (size_t)part->size;
    TRY(look(reader, part->start, (size_t)part->size, &seen));
    if (strcmp(part->name, "_charset_") == 0) {
        return STATUS_OK;
    }
    bool damaged = false;
    struct param *param = ARENA_PUSH(reader->arena, form->items, form->n);
    param->name = part->name;
    param->value = text_repair_utf8(reader->arena, seen.text, (size_t)part->size, &damaged);
    param->damaged = damaged || part->damaged;
    return STATUS_OK;
}

static enum status add_file(struct reader *reader, const struct part *part)
{
    struct multipart *out = reader->out;
    if (part->file_name.length == 0 && part->size == 0) {
        return STATUS_OK; /* what browsers send when no file was chosen */
    }
    if (out->file_count == REQUEST_FILES_MAX) {
        return STATUS_TOO_LARGE;
    }
    out->files[out->file_count++] = (struct request_file){
        .field = part->name,
        .name = multipart_file_name(reader->arena, unescaped(reader->arena, part->file_name)),
        .spool = reader->spool,
        .offset = part->start,
        .size = part->size};
    return STATUS_OK;
}

static enum status read_part(struct reader *reader, struct boundary *boundary)
{
    struct part part = {0};
    TRY(read_headers(reader, boundary->next, &part));
    /* The empty line that ends the headers may be the line end of a boundary. */
    TRY(find_boundary(reader, part.start - 2, boundary));
    part.size = boundary->start > part.start ? boundary->start - part.start : 0;
    return part.is_file ? add_file(reader, &part) : add_text(reader, &part);
}

static bool is_boundary(struct slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.text[i] < 0x20 || text.text[i] > 0x7E) {
            return false;
        }
    }
    return text.length > 0 && text.length <= BOUNDARY_MAX && text.text[text.length - 1] != ' ';
}

enum status multipart_read(struct multipart *multipart_r, struct arena *arena,
                           const char *content_type, const struct spool *spool)
{
    struct multipart out = {0};
    struct slice name;
    if (!find_parameter(content_type, "boundary", &name) || !is_boundary(name)) {
        return STATUS_MALFORMED;
    }
    out.files = ARENA_ARRAY(arena, struct request_file, REQUEST_FILES_MAX);
    struct reader reader = {.arena = arena,
                            .spool = spool,
                            .window = arena_alloc(arena, WINDOW),
                            .headers = arena_alloc(arena, HEADERS_MAX + 1),
                            .delimiter =
                                arena_printf(arena, "\r\n--%.*s", (int)name.length, name.text),
                            .delimiter_length = name.length + 4,
                            .out = &out};
    struct boundary boundary = {0};
    TRY(find_first_boundary(&reader, &boundary));
    for (size_t parts = 0; !boundary.last; parts++) {
        TRY(parts < PARAMS_MAX ? read_part(&reader, &boundary) : STATUS_TOO_LARGE);
    }
    *multipart_r = out;
    return STATUS_OK;
}

bool multipart_is(const char *content_type)
{
    static const char wanted[] = "multipart/form-data";
    size_t length = strcspn(content_type, "; \t");
    return length == sizeof wanted - 1 && strncasecmp(content_type, wanted, length) == 0;
}

/* ---- names of files */

/* Without control characters and those that turn the direction of writing, which make "exe.pdf" of
 * "fdp.exe". The mark of damaged bytes stays. */
static const char *without_controls(struct arena *arena, const char *text)
{
    struct buffer kept;
    buffer_init(&kept, arena, strlen(text));
    while (*text != '\0') {
        char one[5] = {0};
        size_t length = utf8_first(text);
        memcpy(one, text, length);
        uint32_t forbidden = text_first_forbidden(one, false);
        if (forbidden == 0 || forbidden == 0xFFFD) {
            buffer_append(&kept, one, length);
        }
        text += length;
    }
    return kept.data;
}

const char *multipart_file_name(struct arena *arena, const char *sent)
{
    bool damaged = false;
    const char *slash = NULL;
    while ((slash = strpbrk(sent, "/\\")) != NULL) {
        sent = slash + 1;
    }
    const char *name = text_repair_utf8(arena, sent, strlen(sent), &damaged);
    name = text_clean(arena, without_controls(arena, name));
    if (text_length(name) <= MULTIPART_NAME_MAX) {
        return name;
    }
    const char *extension = strrchr(name, '.');
    if (extension == NULL || text_length(extension) > EXTENSION_MAX) {
        extension = "";
    }
    size_t stem = utf8_prefix(name, MULTIPART_NAME_MAX - text_length(extension));
    return arena_printf(arena, "%.*s%s", (int)stem, name, extension);
}
