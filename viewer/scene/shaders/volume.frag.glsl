// Walks a ray from cell to cell (Amanatides and Woo, 1987) and shades the first that is not 0.
// Cells are stepped in integers, so their faces stay crisp at any distance. Bricks of 8 cells
// that hold nothing are crossed in one stride. Seen from afar, the half level of the world is
// walked instead, whose cells are `cellEdge` wide.
uniform usampler3D bricks;
uniform mat4 projectionMatrix;
uniform mat4 viewMatrix;
uniform vec3 world;
uniform float cellEdge;

in vec3 cellPoint;
out vec4 color;

const int BRICK_EDGE = 8;

float sceneDepthOf(vec3 point) {
  vec3 scenePoint = (point * cellEdge - 0.5 * world) * vec3(1.0, -1.0, 1.0);
  vec4 clip = projectionMatrix * viewMatrix * vec4(scenePoint, 1.0);
  return 0.5 * clip.z / clip.w + 0.5;
}

// The axis on which `values` is least, as a unit vector.
ivec3 leastAxis(vec3 values) {
  if (values.x <= values.y && values.x <= values.z) return ivec3(1, 0, 0);
  return values.y <= values.z ? ivec3(0, 1, 0) : ivec3(0, 0, 1);
}

void main() {
  vec3 ray = normalize(cellPoint - eye);
  ray += vec3(equal(ray, vec3(0.0))) * 1e-7;
  vec3 inverse = 1.0 / ray;
  vec3 toMin = (vec3(clipMin) - eye) * inverse;
  vec3 toMax = (vec3(clipMax) - eye) * inverse;
  vec3 entries = min(toMin, toMax);
  float entry = max(max(entries.x, entries.y), entries.z);
  float travelled = max(entry, 0.0);

  ivec3 stride = ivec3(sign(ray));
  ivec3 ahead = max(stride, 0);
  ivec3 cell = clamp(ivec3(floor(eye + ray * travelled)), clipMin, clipMax - 1);
  ivec3 axis = leastAxis(-entries);
  vec3 exits = (vec3(cell + ahead) - eye) * inverse;
  vec3 perCell = abs(inverse);
  int maxSteps = shape.x + shape.y + shape.z + 3;

  for (int i = 0; i < maxSteps; i++) {
    ivec3 brick = cell / BRICK_EDGE;
    if ((texelFetch(bricks, brick, 0).r & 1u) == 0u) {
      ivec3 low = brick * BRICK_EDGE;
      vec3 brickExits = (vec3(low + ahead * BRICK_EDGE) - eye) * inverse;
      axis = leastAxis(brickExits);
      travelled = dot(brickExits, vec3(axis));
      ivec3 landed = clamp(ivec3(floor(eye + ray * travelled)), low, low + BRICK_EDGE - 1);
      ivec3 beyond = low + ahead * BRICK_EDGE + min(stride, 0);
      cell = landed * (1 - axis) + beyond * axis;
      exits = (vec3(cell + ahead) - eye) * inverse;
    } else {
      uint state = texelFetch(cells, cell, 0).r;
      if (state != 0u) {
        vec3 point = eye + ray * travelled;
        color = vec4(shadeFace(cell, state, -axis * stride, point), 1.0);
        gl_FragDepth = sceneDepthOf(point);
        return;
      }
      axis = leastAxis(exits);
      travelled = dot(exits, vec3(axis));
      cell += axis * stride;
      exits += vec3(axis) * perCell;
    }
    if (any(lessThan(cell, clipMin)) || any(greaterThanEqual(cell, clipMax))) break;
  }
  discard;
}
