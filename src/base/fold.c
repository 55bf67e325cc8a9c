#include "fold.h"

#include "ascii.h"
#include "log.h"
#include "text.h"
#include "text_private.h"
#include "utf8.h"

#include <libstemmer.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Longer words are no French: kept whole, not stemmed. */
#define FOLD_STEM_MAX 64

static pthread_once_t fold_once = PTHREAD_ONCE_INIT;
static pthread_key_t fold_key;
static __thread struct sb_stemmer *fold_stemmer_mine;

static void fold_stemmer_end(void *stemmer)
{
    sb_stemmer_delete(stemmer);
}

static void fold_start(void)
{
    pthread_key_create(&fold_key, fold_stemmer_end);
}

static struct sb_stemmer *fold_stemmer(void)
{
    if (!fold_stemmer_mine) {
        pthread_once(&fold_once, fold_start);
        fold_stemmer_mine = sb_stemmer_new("french", "UTF_8");
        if (!fold_stemmer_mine) {
            log_error("out_of_memory", LOG_TEXT("what", "stemmer"));
            abort();
        }
        pthread_setspecific(fold_key, fold_stemmer_mine);
    }
    return fold_stemmer_mine;
}

/* ASCII for the letters that no decomposition takes apart; NULL for the others. */
static const char *fold_letter(uint32_t code)
{
    switch (code) {
    case 0x153:
        return "oe";
    case 0xE6:
        return "ae";
    case 0xF8:
        return "o";
    case 0x142:
        return "l";
    case 0x111:
        return "d";
    case 0x131:
        return "i";
    default:
        return NULL;
    }
}

static bool fold_is_ascii(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text >= 0x80) {
            return false;
        }
    }
    return true;
}

/* One character of mapped text; 0: it separates words. Nothing written is longer than what was
 * read. */
static size_t fold_character(char *to, const char *from, size_t n, uint32_t code)
{
    if (code < 0x80) {
        *to = ascii_lower((char)code);
        return ascii_is_alnum(*to);
    }
    const char *ascii = fold_letter(code);
    if (!ascii && !text_code_is_word(code)) {
        return 0;
    }
    size_t written = ascii ? strlen(ascii) : n;
    memcpy(to, ascii ? ascii : from, written);
    return written;
}

/* Letters of French from U+00C0 on, each two bytes that begin with 0xC3; '?': for the library. */
static const char fold_accented[] = "aaaaaa?ceeeeiiii?nooooo??uuuuy??"
                                    "aaaaaa?ceeeeiiii?nooooo??uuuuy?y";

/* What French is written in, without the library, which costs twenty times as much: ASCII, accented
 * letters, and the signs that separate words. NULL when something else stands in the text. */
static char *fold_french(struct arena *arena, const char *text)
{
    char *plain = arena_alloc(arena, strlen(text) + 1);
    size_t end = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c < 0x80) {
            plain[end++] = (char)*c;
        } else if (*c == 0xC3 && utf8_is_inner((char)c[1]) && fold_accented[c[1] - 0x80] != '?') {
            plain[end++] = fold_accented[*++c - 0x80];
        } else if (*c == 0xC2 && (c[1] == 0xA0 || c[1] == 0xAB || c[1] == 0xBB)) {
            plain[end++] = ' '; /* non-breaking space, quotation marks */
            c++;
        } else if (*c == 0xE2 && c[1] == 0x80 && (c[2] == 0x99 || c[2] == 0x93 || c[2] == 0xAF)) {
            plain[end++] = ' '; /* apostrophe, dash, narrow space */
            c += 2;
        } else {
            return NULL;
        }
    }
    plain[end] = '\0';
    return plain;
}

char *fold_text(struct arena *arena, const char *text)
{
    bool damaged;
    const char *from = text ? text : "";
    const char *plain = fold_is_ascii(from) ? from : fold_french(arena, from);
    from = plain ? plain
                 : text_map(arena, text_repair_utf8(arena, from, strlen(from), &damaged),
                            TEXT_MAP_FOLD);
    size_t length = strlen(from);
    char *folded = arena_alloc(arena, length + 1);
    size_t end = 0;
    bool between = false;
    for (size_t at = 0; at < length;) {
        uint32_t code = 0;
        size_t n = utf8_decode(from + at, length - at, &code);
        char letter[4];
        size_t written = fold_character(letter, from + at, n, code);
        if (written && between && end) {
            folded[end++] = ' ';
        }
        memcpy(folded + end, letter, written);
        end += written;
        between = !written;
        at += n ? n : 1;
    }
    folded[end] = '\0';
    return folded;
}

struct fold_words fold_split(struct arena *arena, const char *text)
{
    char *folded = fold_text(arena, text);
    size_t count = *folded != '\0';
    for (const char *c = folded; *c; c++) {
        count += *c == ' ';
    }
    struct fold_words words = {.items = ARENA_ARRAY(arena, const char *, count), .n = count};
    char *rest = folded;
    for (size_t i = 0; i < count; i++) {
        words.items[i] = rest;
        while (*rest && *rest != ' ') {
            rest++;
        }
        *rest++ = '\0';
    }
    return words;
}

static bool fold_is_stop_word(const char *word)
{
    static const char *const stops[] = {
        "a",  "au",  "aux", "avec", "ce", "ces", "d",   "dans", "de", "des", "du",  "elle", "en",
        "et", "il",  "j",   "l",    "la", "le",  "les", "leur", "m",  "n",   "ou",  "par",  "pour",
        "qu", "que", "qui", "s",    "se", "ses", "son", "sur",  "t",  "un",  "une",
    };
    for (size_t i = 0; i < sizeof(stops) / sizeof(*stops); i++) {
        if (strcmp(stops[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static bool fold_ends(const char *word, size_t length, const char *end, size_t least_before)
{
    size_t n = strlen(end);
    return length >= n + least_before && memcmp(word + length - n, end, n) == 0;
}

/* Snowball leaves -s after a vowel other than e, and -x, as both may belong to the word. */
static size_t fold_cut_plural(const char *word, size_t length)
{
    static const char *const plurals[] = {"jeux", "feux", "voeux", "lieux", "veux", "oux", "eaux"};
    if (length < 4) {
        return length;
    }
    if (word[length - 1] == 's' && word[length - 2] != 's') {
        return length - 1;
    }
    for (size_t i = 0; i < sizeof(plurals) / sizeof(*plurals); i++) {
        if (fold_ends(word, length, plurals[i], 0)) {
            return length - 1;
        }
    }
    return length;
}

/* The feminine endings that Snowball tells by their accent (-ée, -ière) or does not join (-trice,
 * -ive, -aise), in a singular: each becomes the masculine of the same rule. */
static size_t fold_cut_feminine(char *word, size_t length)
{
    if (fold_ends(word, length, "ee", 2) || fold_ends(word, length, "iere", 2)) {
        return length - 1;
    }
    if (fold_ends(word, length, "trice", 3)) {
        memcpy(word + length - 4, "eur", 3);
        return length - 1;
    }
    if (fold_ends(word, length, "ive", 3)) {
        word[length - 2] = 'f';
        return length - 1;
    }
    /* The plural's -s is gone already: -ais became -ai. */
    if (fold_ends(word, length, "aise", 3) || fold_ends(word, length, "oise", 3)) {
        return length - 2;
    }
    return length;
}

static const char *fold_stem(struct arena *arena, const char *word)
{
    size_t length = strlen(word);
    if (length > FOLD_STEM_MAX || strspn(word, "abcdefghijklmnopqrstuvwxyz") != length) {
        return word;
    }
    char cut[FOLD_STEM_MAX];
    memcpy(cut, word, length);
    size_t n = fold_cut_feminine(cut, fold_cut_plural(cut, length));
    struct sb_stemmer *stemmer = fold_stemmer();
    const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)cut, (int)n);
    int stem_length = stem ? sb_stemmer_length(stemmer) : 0;
    return stem_length > 0 ? arena_strndup(arena, (const char *)stem, (size_t)stem_length) : word;
}

struct fold_words fold_stems(struct arena *arena, const char *text)
{
    struct fold_words words = fold_split(arena, text);
    struct fold_words stems = {.items = ARENA_ARRAY(arena, const char *, words.n)};
    for (size_t i = 0; i < words.n; i++) {
        if (!fold_is_stop_word(words.items[i])) {
            stems.items[stems.n++] = fold_stem(arena, words.items[i]);
        }
    }
    return stems.n ? stems : words;
}

char *fold_stems_text(struct arena *arena, const char *text)
{
    struct fold_words stems = fold_stems(arena, text);
    size_t size = 1;
    for (size_t i = 0; i < stems.n; i++) {
        size += strlen(stems.items[i]) + 1;
    }
    char *joined = arena_alloc(arena, size);
    char *end = joined;
    for (size_t i = 0; i < stems.n; i++) {
        if (i) {
            *end++ = ' ';
        }
        end = stpcpy(end, stems.items[i]);
    }
    return joined;
}
