// One unit cube per visible cell.
precision highp float;
precision highp int;

uniform mat4 projectionMatrix;
uniform mat4 viewMatrix;
uniform ivec3 shape;

in vec3 position; // corners of the unit cube
in vec3 normal;
in vec4 cube; // x, y, z and state

out vec3 cellPoint;
flat out ivec3 cell;
flat out ivec3 face;
flat out uint state;

void main() {
  cellPoint = cube.xyz + position;
  cell = ivec3(cube.xyz);
  face = ivec3(round(normal));
  state = uint(cube.w);
  vec3 scenePoint = (cellPoint - 0.5 * vec3(shape)) * vec3(1.0, -1.0, 1.0);
  gl_Position = projectionMatrix * viewMatrix * vec4(scenePoint, 1.0);
}
