// The clip box in cell space; the fragment shader walks a ray through it.
precision highp float;
precision highp int;

uniform mat4 projectionMatrix;
uniform mat4 viewMatrix;
uniform ivec3 shape;
// The size of the world in cells, and that of what one step of the walked grid stands for.
uniform vec3 world;
uniform float cellEdge;
uniform ivec3 clipMin;
uniform ivec3 clipMax;

in vec3 position; // corners of the unit cube

out vec3 cellPoint;

void main() {
  cellPoint = mix(vec3(clipMin), vec3(clipMax), position);
  vec3 scenePoint = (cellPoint * cellEdge - 0.5 * world) * vec3(1.0, -1.0, 1.0);
  gl_Position = projectionMatrix * viewMatrix * vec4(scenePoint, 1.0);
}
