/* A small map drawn as SVG on the server: a position among the communes around it, with a scale.
 *
 * Nothing is asked from a map server (docs/decisions/0008): no tile, no script, works printed and
 * under the strict content security policy (no style attribute).
 */
#ifndef SOFI_HTML_CARTE_H
#define SOFI_HTML_CARTE_H

#include "arena.h"
#include "escape.h"

#include <stddef.h>
#include <stdint.h>

struct carte_point {
    int32_t longitude; /* millionths of a degree */
    int32_t latitude;
    const char *nom;
};

struct carte {
    struct carte_point site;
    struct {
        const struct carte_point *items; /* nearest first */
        size_t n;
    } communes;
    int rayon_km; /* what the map shows around the site */
};

/* The <svg> element: role="img" with a French <title> and a description for screen readers ("Nantes
 * centre à 2,4 km, …"); classes carte-… styled by assets/scss/_carte.scss. Labels that would
 * overlap are left out, the nearest win. */
struct html carte_svg(struct arena *arena, const struct carte *carte);

#endif
