// A flat world. Zoomed in, cells are crisp squares with hairlines between them; zoomed out, where
// a pixel covers many cells, it averages some of them and lifts the sparse ones, so that a lone
// glider is not lost between samples.
precision highp float;
precision highp int;
precision highp usampler2D;
precision highp sampler2D;

uniform usampler2D cells;
uniform sampler2D palette;
// What cells are colored by, and whether that goes before their states.
uniform usampler2D shades;
uniform sampler2D shadeRamp;
uniform bool isShaded;
uniform ivec2 shape;
uniform vec3 ground;
uniform vec3 gridline;
uniform float pixelsPerCell;
// A field's places in its range and the colors of its map.
uniform sampler2D field;
uniform sampler2D ramp;
// 0: states alone, 1: states as dots on the field, 2: the field alone, 3: the ground alone.
uniform int layers;

in vec2 cellPoint;
out vec4 color;

const int MAX_TAPS = 6;

vec4 colorAt(ivec2 cell) {
  uint state = texelFetch(cells, clamp(cell, ivec2(0), shape - 1), 0).r;
  vec4 own = texelFetch(palette, ivec2(int(state), 0), 0);
  if (!isShaded || own.a == 0.0) return own;
  uint place = texelFetch(shades, clamp(cell, ivec2(0), shape - 1), 0).r;
  return vec4(texelFetch(shadeRamp, ivec2(int(place), 0), 0).rgb, own.a);
}

vec3 groundAt(ivec2 cell) {
  if (layers == 0 || layers == 3) return ground;
  float place = texelFetch(field, clamp(cell, ivec2(0), shape - 1), 0).r;
  return texelFetch(ramp, ivec2(int(place * 255.0 + 0.5), 0), 0).rgb;
}

vec3 averaged(float cellsPerPixel) {
  int taps = min(MAX_TAPS, int(ceil(cellsPerPixel)));
  float spacing = cellsPerPixel / float(taps);
  vec2 corner = cellPoint - 0.5 * cellsPerPixel + 0.5 * spacing;
  vec4 sum = vec4(0.0);
  vec3 groundSum = vec3(0.0);
  for (int y = 0; y < taps; y++) {
    for (int x = 0; x < taps; x++) {
      ivec2 cell = ivec2(floor(corner + spacing * vec2(x, y)));
      vec4 tap = colorAt(cell);
      groundSum += groundAt(cell);
      sum += vec4(tap.rgb * tap.a, tap.a);
    }
  }
  vec3 under = groundSum / float(taps * taps);
  if (sum.a == 0.0 || layers >= 2) return under;
  float coverage = sum.a / float(taps * taps);
  return mix(under, sum.rgb / sum.a, layers == 1 ? 0.5 * coverage : sqrt(coverage));
}

vec3 crisp() {
  ivec2 cell = ivec2(floor(cellPoint));
  vec4 own = colorAt(cell);
  vec3 under = groundAt(cell);
  vec3 inside = mix(under, own.rgb, layers >= 2 ? 0.0 : own.a);
  if (layers == 1 && own.a > 0.0) {
    // A dot with a rim of the ground's color, which sets it off from a field of its own color.
    vec2 fromMiddle = abs(fract(cellPoint) - 0.5);
    float away = max(fromMiddle.x, fromMiddle.y) * pixelsPerCell;
    float dot = 1.0 - smoothstep(-0.5, 0.5, away - 0.24 * pixelsPerCell);
    float rim = 1.0 - smoothstep(-0.5, 0.5, away - 0.24 * pixelsPerCell - 1.2);
    float isLarge = smoothstep(3.0, 6.0, pixelsPerCell);
    inside = mix(mix(under, own.rgb, 0.5), mix(mix(under, ground, rim), own.rgb, dot), isLarge);
  }
  vec2 toEdge = min(fract(cellPoint), 1.0 - fract(cellPoint)) * pixelsPerCell;
  float line = 1.0 - smoothstep(0.3, 0.9, min(toEdge.x, toEdge.y));
  float strength = layers == 0 ? 0.7 : 0.18;
  return mix(inside, gridline, strength * line * smoothstep(7.0, 16.0, pixelsPerCell));
}

void main() {
  float cellsPerPixel = 1.0 / pixelsPerCell;
  color = vec4(cellsPerPixel > 1.0 ? averaged(cellsPerPixel) : crisp(), 1.0);
}
