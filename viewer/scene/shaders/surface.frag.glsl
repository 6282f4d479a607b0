// A smooth surface where the density of cells reaches a threshold. Its color is that of the nearest
// cell under it; the density farther out tells how little light comes to it.
precision highp sampler3D;
uniform sampler3D density;
uniform vec3 densityShape;
uniform float densityEdge;
uniform float threshold;
uniform mat4 projectionMatrix;
uniform mat4 viewMatrix;

in vec3 cellPoint;
out vec4 color;

const int MAX_STEPS = 384;
const int BRICK_EDGE = 8;
uniform usampler3D bricks;

float densityAt(vec3 point) {
  return texture(density, point / densityEdge / densityShape).r;
}

float sceneDepthOf(vec3 point) {
  vec3 scenePoint = (point - 0.5 * vec3(shape)) * vec3(1.0, -1.0, 1.0);
  vec4 clip = projectionMatrix * viewMatrix * vec4(scenePoint, 1.0);
  return 0.5 * clip.z / clip.w + 0.5;
}

vec3 slopeAt(vec3 point) {
  vec3 east = vec3(densityEdge, 0.0, 0.0);
  return vec3(
    densityAt(point + east.xyy) - densityAt(point - east.xyy),
    densityAt(point + east.yxy) - densityAt(point - east.yxy),
    densityAt(point + east.yyx) - densityAt(point - east.yyx));
}

// The color of the cell at a point, or of the first beside it that is not 0.
vec3 colorNear(vec3 point, vec3 normal) {
  ivec3 last = shape - 1;
  ivec3 cell = clamp(ivec3(floor(point - 0.5 * normal)), ivec3(0), last);
  uint state = texelFetch(cells, cell, 0).r;
  for (int i = 0; i < 27 && state == 0u; i++) {
    ivec3 beside = clamp(cell + ivec3(i % 3, (i / 3) % 3, i / 9) - 1, ivec3(0), last);
    state = texelFetch(cells, beside, 0).r;
    if (state != 0u) cell = beside;
  }
  return baseColor(cell, max(state, 1u));
}

// Beyond what is drawn there is nothing that could take light away.
float crowdAt(vec3 point) {
  bool isInside = all(greaterThan(point, vec3(clipMin))) && all(lessThan(point, vec3(clipMax)));
  return isInside ? densityAt(point) : 0.0;
}

void shadeSurface(vec3 ray, vec3 point, vec3 normal) {
  float above = 0.5 + 0.5 * normal.z;
  float facing = max(dot(normal, -ray), 0.0);
  float crowd = crowdAt(point + 2.0 * densityEdge * normal) + crowdAt(point + 4.0 * densityEdge * normal);
  float light = (0.5 + 0.3 * facing + 0.25 * above) * (1.0 - occlusion * min(1.0, 1.4 * crowd));
  float shine = 0.12 * pow(facing, 24.0);
  float reach = length(vec3(shape));
  float nearest = max(0.0, distance(eye, 0.5 * vec3(shape)) - 0.5 * reach);
  float away = clamp((distance(point, eye) - nearest) / reach, 0.0, 1.0);
  color = vec4(mix(colorNear(point, normal) * light + shine, haze, hazeStrength * away), 1.0);
  gl_FragDepth = sceneDepthOf(point);
}

void main() {
  vec3 ray = normalize(cellPoint - eye);
  ray += vec3(equal(ray, vec3(0.0))) * 1e-7;
  vec3 inverse = 1.0 / ray;
  vec3 toMin = (vec3(clipMin) - eye) * inverse;
  vec3 toMax = (vec3(clipMax) - eye) * inverse;
  vec3 entries = min(toMin, toMax);
  vec3 exits = max(toMin, toMax);
  float entry = max(max(max(entries.x, entries.y), entries.z), 0.0);
  float exit = min(min(exits.x, exits.y), exits.z);
  float stride = max(0.7 * densityEdge, (exit - entry) / float(MAX_STEPS));
  float at = entry + 1e-3;
  if (densityAt(eye + ray * at) >= threshold) {
    vec3 axis = vec3(entries.x >= entries.y && entries.x >= entries.z,
      entries.y > entries.x && entries.y >= entries.z, entries.z > entries.x && entries.z > entries.y);
    shadeSurface(ray, eye + ray * at, -axis * sign(ray));
    return;
  }
  for (int i = 0; i < MAX_STEPS && at < exit; i++) {
    // Where a brick and those around it hold nothing, there is no surface: it is crossed at once.
    vec3 point = eye + ray * at;
    ivec3 brick = clamp(ivec3(floor(point)) / BRICK_EDGE, ivec3(0), (shape - 1) / BRICK_EDGE);
    if ((texelFetch(bricks, brick, 0).r & 4u) == 0u) {
      vec3 low = vec3(brick * BRICK_EDGE);
      vec3 brickExits = (mix(low, low + float(BRICK_EDGE), step(0.0, ray)) - eye) * inverse;
      at = max(at, min(min(brickExits.x, brickExits.y), brickExits.z)) + 1e-3;
      continue;
    }
    float next = min(at + stride, exit);
    if (densityAt(eye + ray * next) >= threshold) {
      for (int halving = 0; halving < 5; halving++) {
        float middle = 0.5 * (at + next);
        if (densityAt(eye + ray * middle) >= threshold) next = middle; else at = middle;
      }
      vec3 hit = eye + ray * next;
      vec3 slope = slopeAt(hit);
      shadeSurface(ray, hit, dot(slope, slope) > 0.0 ? -normalize(slope) : -ray);
      return;
    }
    at = next;
  }
  discard;
}
