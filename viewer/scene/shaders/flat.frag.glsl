// A flat world. Zoomed in, cells are crisp squares with hairlines between them; zoomed out, where
// a pixel covers many cells, it averages some of them and lifts the sparse ones, so that a lone
// glider is not lost between samples.
precision highp float;
precision highp int;
precision highp usampler2D;
precision highp sampler2D;

uniform usampler2D cells;
uniform sampler2D palette;
uniform ivec2 shape;
uniform vec3 ground;
uniform vec3 gridline;
uniform float pixelsPerCell;

in vec2 cellPoint;
out vec4 color;

const int MAX_TAPS = 6;

vec4 colorAt(ivec2 cell) {
  uint state = texelFetch(cells, clamp(cell, ivec2(0), shape - 1), 0).r;
  return texelFetch(palette, ivec2(int(state), 0), 0);
}

vec3 averaged(float cellsPerPixel) {
  int taps = min(MAX_TAPS, int(ceil(cellsPerPixel)));
  float spacing = cellsPerPixel / float(taps);
  vec2 corner = cellPoint - 0.5 * cellsPerPixel + 0.5 * spacing;
  vec4 sum = vec4(0.0);
  for (int y = 0; y < taps; y++) {
    for (int x = 0; x < taps; x++) {
      vec4 tap = colorAt(ivec2(floor(corner + spacing * vec2(x, y))));
      sum += vec4(tap.rgb * tap.a, tap.a);
    }
  }
  if (sum.a == 0.0) return ground;
  float coverage = sum.a / float(taps * taps);
  return mix(ground, sum.rgb / sum.a, sqrt(coverage));
}

vec3 crisp() {
  vec4 own = colorAt(ivec2(floor(cellPoint)));
  vec3 inside = mix(ground, own.rgb, own.a);
  vec2 toEdge = min(fract(cellPoint), 1.0 - fract(cellPoint)) * pixelsPerCell;
  float line = 1.0 - smoothstep(0.3, 0.9, min(toEdge.x, toEdge.y));
  return mix(inside, gridline, 0.7 * line * smoothstep(7.0, 16.0, pixelsPerCell));
}

void main() {
  float cellsPerPixel = 1.0 / pixelsPerCell;
  color = vec4(cellsPerPixel > 1.0 ? averaged(cellsPerPixel) : crisp(), 1.0);
}
