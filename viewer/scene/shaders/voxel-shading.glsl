// Colors one face of one cell: what its color tells, light by face, ambient occlusion, cell edges,
// haze. Shared by the volume, the cubes and the surface, so that all draw the same picture.
// Cell space: x right, y down, z up, one unit a cell.
precision highp float;
precision highp int;
precision highp usampler3D;
precision highp sampler2D;

uniform usampler3D cells;
uniform sampler2D palette;
uniform ivec3 shape;
uniform ivec3 clipMin;
uniform ivec3 clipMax;
uniform vec3 eye;
uniform vec3 haze;
uniform float hazeStrength;
uniform float pixelsPerUnit;
uniform usampler3D shades;
uniform sampler2D shadeRamp;
// 0: by state, 1: by depth, 2: by the places of `shades` in their ramp.
uniform int colorSource;
uniform float occlusion;

uint stateAt(ivec3 cell) {
  bool isInside = all(greaterThanEqual(cell, clipMin)) && all(lessThan(cell, clipMax));
  return isInside ? texelFetch(cells, cell, 0).r : 0u;
}

float occupied(ivec3 cell) {
  return stateAt(cell) == 0u ? 0.0 : 1.0;
}

// Light lost at a corner between two sides and the cell across, 0 to 1.
float cornerShade(float sideA, float sideB, float across) {
  return sideA * sideB > 0.5 ? 1.0 : (sideA + sideB + across) / 3.0;
}

// Ambient occlusion of a face from the eight cells around the one in front of it.
float ambientShade(ivec3 front, ivec3 axisU, ivec3 axisV, vec2 uv) {
  float left = occupied(front - axisU);
  float right = occupied(front + axisU);
  float low = occupied(front - axisV);
  float high = occupied(front + axisV);
  float leftLow = cornerShade(left, low, occupied(front - axisU - axisV));
  float rightLow = cornerShade(right, low, occupied(front + axisU - axisV));
  float leftHigh = cornerShade(left, high, occupied(front - axisU + axisV));
  float rightHigh = cornerShade(right, high, occupied(front + axisU + axisV));
  return mix(mix(leftLow, rightLow, uv.x), mix(leftHigh, rightHigh, uv.x), uv.y);
}

vec3 baseColor(ivec3 cell, uint state) {
  if (colorSource == 0) return texelFetch(palette, ivec2(int(state), 0), 0).rgb;
  if (colorSource == 2) {
    return texelFetch(shadeRamp, ivec2(int(texelFetch(shades, cell, 0).r), 0), 0).rgb;
  }
  vec3 fromMiddle = abs((vec3(cell) + 0.5) / vec3(shape) * 2.0 - 1.0);
  float depth = clamp(length(fromMiddle) / 1.5, 0.0, 1.0);
  return texelFetch(palette, ivec2(int(depth * 255.0), 1), 0).rgb;
}

// `point` lies on the face of `cell` that looks along `normal`.
vec3 shadeFace(ivec3 cell, uint state, ivec3 normal, vec3 point) {
  ivec3 axisU = normal.x != 0 ? ivec3(0, 1, 0) : ivec3(1, 0, 0);
  ivec3 axisV = normal.z != 0 ? ivec3(0, 1, 0) : ivec3(0, 0, 1);
  vec3 within = clamp(point - vec3(cell), 0.0, 1.0);
  vec2 uv = vec2(dot(within, vec3(axisU)), dot(within, vec3(axisV)));

  float light = normal.z > 0 ? 1.0 : normal.z < 0 ? 0.5 : normal.y != 0 ? 0.84 : 0.68;
  light *= 1.0 - occlusion * ambientShade(cell + normal, axisU, axisV, uv);

  float distanceToEye = distance(point, eye);
  float cellPixels = pixelsPerUnit / distanceToEye;
  vec2 toEdge = min(uv, 1.0 - uv) * cellPixels;
  float edge = 1.0 - smoothstep(0.4, 1.4, min(toEdge.x, toEdge.y));
  light *= 1.0 - 0.28 * edge * smoothstep(5.0, 14.0, cellPixels);

  vec3 color = baseColor(cell, state) * light;
  float reach = length(vec3(shape));
  float nearest = max(0.0, distance(eye, 0.5 * vec3(shape)) - 0.5 * reach);
  float depth = clamp((distanceToEye - nearest) / reach, 0.0, 1.0);
  return mix(color, haze, hazeStrength * depth);
}
