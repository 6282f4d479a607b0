// The values of one layer of a field, cell by cell; without a field, a sheet to paint on.
precision highp float;
precision highp int;
precision highp sampler3D;
precision highp sampler2D;

uniform sampler3D field;
uniform sampler2D ramp;
uniform ivec3 shape;
uniform int axis;
uniform int layer;
uniform bool hasField;
uniform vec3 sheet;
uniform vec3 gridline;

in vec3 cellPoint;
out vec4 color;

void main() {
  vec2 across = axis == 0 ? cellPoint.yz : axis == 1 ? cellPoint.xz : cellPoint.xy;
  vec2 toEdge = min(fract(across), 1.0 - fract(across)) / fwidth(across);
  float cellPixels = 1.0 / max(fwidth(across).x, fwidth(across).y);
  float line = 1.0 - smoothstep(0.3, 1.1, min(toEdge.x, toEdge.y));
  line *= smoothstep(5.0, 12.0, cellPixels);
  if (!hasField) {
    color = vec4(mix(sheet, gridline, line), 0.72);
    return;
  }
  ivec3 cell = clamp(ivec3(floor(cellPoint)), ivec3(0), shape - 1);
  cell[axis] = layer;
  float place = texelFetch(field, cell, 0).r;
  vec3 value = texelFetch(ramp, ivec2(int(place * 255.0 + 0.5), 0), 0).rgb;
  color = vec4(mix(value, gridline, 0.22 * line), 1.0);
}
