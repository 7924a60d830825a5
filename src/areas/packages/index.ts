export { Package, PackagePart } from './record.ts';
export { assemblePackage } from './verbs/assemble-package.ts';
export { settlePackages } from './verbs/settle-packages.ts';
