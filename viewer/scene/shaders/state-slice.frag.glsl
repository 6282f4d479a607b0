// One layer of a solid world as a sheet: the colors of its cells on the ground, with lines between
// them where they are large enough.
precision highp float;
precision highp int;
precision highp usampler3D;
precision highp sampler2D;

uniform usampler3D cells;
uniform usampler3D shades;
uniform sampler2D palette;
uniform sampler2D shadeRamp;
uniform int colorSource;
// Whether cells of state 0 have a color of their own, as where the values of a field are shown.
uniform bool showsEmpty;
uniform ivec3 shape;
uniform ivec3 clipMin;
uniform ivec3 clipMax;
uniform int axis;
uniform int layer;
uniform vec3 sheet;
uniform vec3 gridline;

in vec3 cellPoint;
out vec4 color;

vec3 depthColor(ivec3 cell) {
  vec3 fromMiddle = abs((vec3(cell) + 0.5) / vec3(shape) * 2.0 - 1.0);
  float depth = clamp(length(fromMiddle) / 1.5, 0.0, 1.0);
  return texelFetch(palette, ivec2(int(depth * 255.0), 1), 0).rgb;
}

void main() {
  ivec3 cell = clamp(ivec3(floor(cellPoint)), ivec3(0), shape - 1);
  cell[axis] = layer;
  if (any(lessThan(cell, clipMin)) || any(greaterThanEqual(cell, clipMax))) discard;
  uint state = texelFetch(cells, cell, 0).r;
  vec3 own = sheet;
  if (colorSource == 2 && (state != 0u || showsEmpty)) {
    own = texelFetch(shadeRamp, ivec2(int(texelFetch(shades, cell, 0).r), 0), 0).rgb;
  } else if (state != 0u) {
    own = colorSource == 1 ? depthColor(cell) : texelFetch(palette, ivec2(int(state), 0), 0).rgb;
  }
  vec2 across = axis == 0 ? cellPoint.yz : axis == 1 ? cellPoint.xz : cellPoint.xy;
  vec2 toEdge = min(fract(across), 1.0 - fract(across)) / fwidth(across);
  float cellPixels = 1.0 / max(fwidth(across).x, fwidth(across).y);
  float line = 1.0 - smoothstep(0.3, 1.1, min(toEdge.x, toEdge.y));
  line *= smoothstep(5.0, 12.0, cellPixels);
  // Each axis has its own light, so that sheets which cross are told apart.
  own *= axis == 0 ? 0.9 : axis == 1 ? 0.95 : 1.0;
  color = vec4(mix(own, gridline, (state == 0u ? 0.7 : 0.3) * line), 1.0);
}
