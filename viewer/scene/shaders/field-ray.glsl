// A ray through a field in cell space, and the colors of its values.
precision highp float;
precision highp int;
precision highp usampler3D;
precision highp sampler3D;
precision highp sampler2D;

uniform sampler3D field;
uniform sampler2D ramp;
uniform ivec3 shape;
uniform ivec3 clipMin;
uniform ivec3 clipMax;
uniform vec3 eye;
uniform mat4 projectionMatrix;
uniform mat4 viewMatrix;

in vec3 cellPoint;
out vec4 color;

float fieldAt(vec3 point) {
  return texture(field, point / vec3(shape)).r;
}

vec3 rampAt(float place) {
  return texelFetch(ramp, ivec2(int(clamp(place, 0.0, 1.0) * 255.0 + 0.5), 0), 0).rgb;
}

// Where a ray from the eye enters and leaves the clip box.
vec2 spanOf(vec3 ray) {
  vec3 inverse = 1.0 / (ray + vec3(equal(ray, vec3(0.0))) * 1e-7);
  vec3 toMin = (vec3(clipMin) - eye) * inverse;
  vec3 toMax = (vec3(clipMax) - eye) * inverse;
  vec3 entries = min(toMin, toMax);
  vec3 exits = max(toMin, toMax);
  float entry = max(max(max(entries.x, entries.y), entries.z), 0.0);
  return vec2(entry, min(min(exits.x, exits.y), exits.z));
}

// Shifts the samples of neighboring pixels against each other, so that no shells are seen.
float jitter() {
  return fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
}
